package org.taplane.dataplane.bridge;

import java.io.ByteArrayOutputStream;

/** Ethernet frames for tests, written out byte by byte and not by the code under test. */
final class Frames {
    static final long BROADCAST = 0xffff_ffff_ffffL;

    private Frames() {}

    /** A 60-byte frame of an ethertype that nobody knows. */
    static byte[] plain(long destination, long source) {
        return typed(destination, source, 0x88b5, 46);
    }

    static byte[] typed(long destination, long source, int etherType, int payload) {
        ByteArrayOutputStream out = addresses(destination, source);
        put16(out, etherType);
        fill(out, payload);
        return out.toByteArray();
    }

    static byte[] tagged(long destination, long source, int tci) {
        ByteArrayOutputStream out = addresses(destination, source);
        put16(out, 0x8100);
        put16(out, tci);
        put16(out, 0x88b5);
        fill(out, 46);
        return out.toByteArray();
    }

    private static ByteArrayOutputStream addresses(long destination, long source) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put48(out, destination);
        put48(out, source);
        return out;
    }

    private static void put48(ByteArrayOutputStream out, long value) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    private static void put16(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    private static void fill(ByteArrayOutputStream out, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(i * 7 + 3);
        }
    }
}
