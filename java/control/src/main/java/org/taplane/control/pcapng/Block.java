package org.taplane.control.pcapng;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A block of a stream that {@link PcapngWriter} wrote: its bytes, and what one wants to know of it without more. */
public final class Block {
    /** Longest block: the longest frame, with more comments than there are. */
    private static final int MAX = 1 << 20;

    private static final int MIN = Pcapng.HEAD + Pcapng.TAIL;
    private static final int STATISTICS_BODY = 12;

    private final byte[] whole;
    private final ByteBuffer bytes;

    private Block(byte[] whole) {
        this.whole = whole;
        this.bytes = little(whole);
    }

    /**
     * The next block of a stream; empty at its end.
     *
     * @throws IOException if the stream fails, or ends in the middle of a block, or is none
     */
    public static Optional<Block> read(InputStream input) throws IOException {
        byte[] head = input.readNBytes(Pcapng.HEAD);
        if (head.length == 0) {
            return Optional.empty();
        }
        int length = head.length < Pcapng.HEAD ? 0 : little(head).getInt(Integer.BYTES);
        if (length < MIN || length > MAX || length % Integer.BYTES != 0) {
            throw new IOException("what comes is cut short, or not pcapng");
        }
        byte[] whole = new byte[length];
        System.arraycopy(head, 0, whole, 0, head.length);
        int rest = length - head.length;
        if (input.readNBytes(whole, head.length, rest) < rest) {
            throw new IOException("what comes is cut short in the middle of a block");
        }
        return Optional.of(new Block(whole));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes the block as it came. */
    public void writeTo(OutputStream target) throws IOException {
        target.write(whole);
    }

    public boolean isFrame() {
        return bytes.getInt(0) == Pcapng.ENHANCED_PACKET;
    }

    public boolean isStatistics() {
        return bytes.getInt(0) == Pcapng.INTERFACE_STATISTICS;
    }

    /** Number of the port that statistics are of. */
    public int port() {
        return bytes.getInt(Pcapng.HEAD);
    }

    /** How many frames statistics say were lost. */
    public long lost() {
        int at = Pcapng.HEAD + STATISTICS_BODY;
        while (at + Integer.BYTES <= bytes.capacity() - Pcapng.TAIL) {
            int code = Short.toUnsignedInt(bytes.getShort(at));
            int length = Short.toUnsignedInt(bytes.getShort(at + Short.BYTES));
            if (code == Pcapng.ISB_DROPPED && length == Long.BYTES) {
                return bytes.getLong(at + Integer.BYTES);
            }
            at += Integer.BYTES + Pcapng.padded(length);
        }
        return 0;
    }
}
