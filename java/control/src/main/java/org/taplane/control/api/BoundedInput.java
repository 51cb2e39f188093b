package org.taplane.control.api;

import java.io.IOException;
import java.io.InputStream;

/** The next so many bytes of a stream, which must be there. */
final class BoundedInput extends InputStream {
    private final InputStream input;
    private long left;

    BoundedInput(InputStream input, long length) {
        this.input = input;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = input.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw HttpReply.unexpected();
        }
        left -= count;
        return count;
    }
}
