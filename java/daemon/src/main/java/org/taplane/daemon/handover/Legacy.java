package org.taplane.daemon.handover;

import java.nio.ByteBuffer;
import java.util.Map;
import org.taplane.control.api.PortTotals;

/**
 * What a process knew.
 *
 * @param config in force, as a file
 * @param revision of it
 * @param ports by slot
 * @param remotes addresses of the remotes that stations are behind, by location
 * @param stations learned ones, {@value #STATION_BYTES} bytes each: VLAN and address, location, milliseconds since it was
 *     heard
 */
public record Legacy(
        String config, long revision, Map<Integer, Port> ports, Map<Integer, String> remotes, ByteBuffer stations) {
    /** A long and two ints in network order. */
    public static final int STATION_BYTES = 16;

    /** A port and what it has counted. */
    public record Port(String name, PortTotals totals) {}

    public Legacy {
        ports = Map.copyOf(ports);
        remotes = Map.copyOf(remotes);
    }

    /** Shows stations. */
    @FunctionalInterface
    public interface StationVisitor {
        /**
         * Looks at one.
         *
         * @param age milliseconds since it was heard
         */
        void visit(int vid, long mac, int location, int age);
    }

    /** Shows every station. */
    public void forEachStation(StationVisitor visitor) {
        ByteBuffer left = stations.duplicate();
        while (left.remaining() >= STATION_BYTES) {
            long key = left.getLong();
            visitor.visit((int) (key >>> 48), key & 0xffff_ffff_ffffL, left.getInt(), left.getInt());
        }
    }
}
