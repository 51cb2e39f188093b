package org.taplane.control.api;

import java.io.IOException;
import java.io.InputStream;

/** The body of a chunked message (RFC 9112 section 7.1). Its end without the last chunk is an error. */
final class ChunkedInput extends InputStream {
    private static final int RADIX = 16;

    private final InputStream input;
    private long left;
    private boolean started;
    private boolean ended;

    ChunkedInput(InputStream input) {
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0; // the next chunk may be long in coming
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = input.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw HttpReply.unexpected();
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (started && !HttpReply.line(input).isEmpty()) {
            throw HttpReply.unexpected();
        }
        started = true;
        left = size(HttpReply.line(input));
        ended = left == 0;
        if (ended && !HttpReply.line(input).isEmpty()) {
            throw HttpReply.unexpected(); // trailers, which nobody here sends
        }
    }

    private static long size(String line) throws IOException {
        if (!line.matches("[0-9a-fA-F]{1,8}")) {
            throw HttpReply.unexpected();
        }
        return Long.parseLong(line, RADIX);
    }
}
