package org.taplane.dataplane.fuzz;

import java.nio.ByteBuffer;

/** Reads a fuzz input from front to back, in network byte order. Behind its end are zeros: every input is a script. */
public final class Script {
    private static final int MAX_LENGTH = 70_000;

    private final ByteBuffer input;

    public Script(byte[] input) {
        this.input = ByteBuffer.wrap(input);
    }

    public boolean hasMore() {
        return input.hasRemaining();
    }

    public int u8() {
        return input.hasRemaining() ? input.get() & 0xff : 0;
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        input.get(bytes, 0, Math.min(length, input.remaining()));
        return bytes;
    }

    /**
     * A frame or datagram of any length up to 70,000, of which the script spells out the start only:
     *
     * <pre>
     *   u8 n   the bytes that follow
     *   u24    the length; 0: that of the bytes
     *   u8[n]  the bytes; behind them are zeros
     * </pre>
     */
    public byte[] content() {
        int given = u8();
        int length = (u8() << 16 | u8() << 8 | u8()) % (MAX_LENGTH + 1);
        return ByteBuffer.allocate(length == 0 ? given : Math.max(length, given))
                .put(bytes(given))
                .array();
    }
}
