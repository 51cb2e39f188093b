package org.taplane.io.fastpath;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;

/** A bridge, whose ports keep what they are given to send. */
final class RecordedBridge {
    private static final int STATIONS = 1024;
    private static final int AGEING = 300_000;
    private static final int NOW = 1;

    private final Fdb fdb = new Fdb(STATIONS, AGEING, 42);
    private final List<Recorder> ports = new ArrayList<>();
    private final Bridge bridge;
    private final Burst burst = Burst.allocate(Burst.HEADROOM + 2 * 2048);
    private List<Sent> sent = new ArrayList<>();

    /** A frame that left by a port, in hexadecimal. */
    record Sent(int port, String frame) {
        static Sent of(int port, byte[] frame) {
            return new Sent(port, HexFormat.of().formatHex(frame));
        }
    }

    private final class Recorder implements Port {
        private final PortCounters counters = new PortCounters();
        private final int slot;

        Recorder(int slot) {
            this.slot = slot;
        }

        @Override
        public void transmit(Burst from, FrameList frames) {
            for (int i = 0; i < frames.size(); i++) {
                int frame = frames.get(i);
                sent.add(Sent.of(slot, from.slab().bytes(from.start(frame), from.length(frame))));
                counters.sent(1, from.length(frame));
            }
        }

        @Override
        public PortCounters counters() {
            return counters;
        }
    }

    RecordedBridge(List<Member> members) {
        PortTable table = new PortTable();
        for (int slot = 0; slot < members.size(); slot++) {
            ports.add(new Recorder(slot));
            table.put(slot, ports.get(slot));
        }
        BridgeDomain domain = new BridgeDomain("br0", fdb, Member.plan(members));
        bridge = new Bridge(domain, table, new PuntRing(1 << 12, () -> {}), (slot, fault) -> {
            throw new AssertionError("port " + slot + " failed", fault);
        });
    }

    /** What leaves because of this frame. */
    List<Sent> receive(int port, byte[] frame) {
        int start = Burst.dataOffset() + Burst.HEADROOM;
        burst.slab().putBytes(start, frame, 0, frame.length);
        burst.set(0, start, frame.length);
        burst.select(Burst.first(1), port);
        burst.stamp(NOW);
        sent = new ArrayList<>();
        bridge.forward(burst);
        return sent;
    }

    PortCounters counters(int port) {
        return ports.get(port).counters();
    }

    /** The ports of all stations that are known. */
    Map<Long, Integer> stations() {
        Map<Long, Integer> stations = new TreeMap<>();
        fdb.forEach(
                (vid, mac, location, isStatic, tick) -> stations.put(Fdb.station(vid, mac), Location.port(location)));
        return stations;
    }
}
