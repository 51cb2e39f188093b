package org.taplane.daemon.bridges;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.taplane.daemon.ports.KernelPort;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.io.fastpath.FastPort;

/** What a kernel that forwards nothing was told of one bridge. */
final class FakeKernel {
    private final int bridge;
    private final Map<Long, Entry> stations = new HashMap<>();
    private final Map<Integer, FastPort> ports = new HashMap<>();
    private int room = Integer.MAX_VALUE;
    private Runnable meanwhile = () -> {};

    private record Entry(int end, boolean direct) {}

    FakeKernel(int bridge) {
        this.bridge = bridge;
    }

    private final class Place implements KernelPort {
        private final int end;

        Place(int end) {
            this.end = end;
        }

        @Override
        public int end() {
            return end;
        }

        @Override
        public void set(FastPort settings) {
            ports.put(end, settings);
        }

        @Override
        public boolean put(int of, int vid, long mac, boolean direct) {
            require(of);
            meanwhile.run();
            if (stations.size() >= room) {
                return false;
            }
            stations.put(Fdb.station(vid, mac), new Entry(end, direct));
            return true;
        }

        @Override
        public void remove(int of, int vid, long mac) {
            require(of);
            stations.remove(Fdb.station(vid, mac));
        }
    }

    private void require(int number) {
        if (number != bridge) {
            throw new AssertionError("bridge " + number);
        }
    }

    KernelPort place(int end) {
        return new Place(end);
    }

    /** From here on it takes so many stations. */
    void hasRoomFor(int count) {
        room = count;
    }

    /** What happens while a station is told. */
    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    /** The end that frames to a station leave by. */
    OptionalInt end(long station) {
        Entry entry = stations.get(station);
        return entry == null ? OptionalInt.empty() : OptionalInt.of(entry.end());
    }

    boolean isDirect(long station) {
        Entry entry = stations.get(station);
        return entry != null && entry.direct();
    }

    FastPort port(int end) {
        return ports.getOrDefault(end, FastPort.INACTIVE);
    }

    /** Stations and where they are. */
    Map<Long, Integer> stations() {
        Map<Long, Integer> ends = new HashMap<>();
        stations.forEach((station, entry) -> ends.put(station, entry.end()));
        return ends;
    }
}
