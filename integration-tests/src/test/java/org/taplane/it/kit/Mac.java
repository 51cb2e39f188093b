package org.taplane.it.kit;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A MAC address, the low 48 bits of a long. */
public record Mac(long bits) {
    public static final Mac BROADCAST = new Mac(0xffff_ffff_ffffL);

    /** Locally administered unicast address number {@code n}. */
    public static Mac of(int n) {
        return new Mac(0x0200_0000_0000L | n);
    }

    /** Reads {@code xx:xx:xx:xx:xx:xx}. */
    public static Mac parse(String text) {
        return read(ByteBuffer.wrap(HexFormat.ofDelimiter(":").parseHex(text)));
    }

    static Mac read(ByteBuffer in) {
        return new Mac(((in.getShort() & 0xffffL) << 32) | (in.getInt() & 0xffff_ffffL));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(6)
                .putShort((short) (bits >>> 32))
                .putInt((int) bits)
                .array();
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
