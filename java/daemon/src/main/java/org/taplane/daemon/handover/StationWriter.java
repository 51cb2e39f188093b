package org.taplane.daemon.handover;

import java.nio.ByteBuffer;

/** Collects stations in the form that {@link Legacy} has them. */
public final class StationWriter {
    private ByteBuffer bytes = ByteBuffer.allocate(64 * Legacy.STATION_BYTES);

    /** Adds one; see {@link Legacy.StationVisitor#visit}. */
    public void add(int vid, long mac, int location, int age) {
        if (bytes.remaining() < Legacy.STATION_BYTES) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
        }
        bytes.putLong((long) vid << 48 | mac).putInt(location).putInt(age);
    }

    /** All of them. */
    public ByteBuffer stations() {
        return bytes.duplicate().flip();
    }
}
