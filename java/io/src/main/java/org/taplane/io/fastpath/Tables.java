package org.taplane.io.fastpath;

import org.taplane.io.ebpf.BpfMap;
import org.taplane.io.ebpf.BpfMap.Kind;
import org.taplane.io.ebpf.BpfMap.Shape;

/**
 * The tables that the programs and the daemon share, in the machine's byte order except for addresses.
 *
 * <pre>
 * ports     index of an interface   ->  other u32 | bridge u32 | longest u32 | pvid u16 | flags u16
 * stations  mac 6 | vid u16 | bridge u32  ->  interface u32 | direct u32 | seen u64 (ns since the machine's start)
 * counters  index of an interface   ->  received frames u64, bytes u64 | sent frames u64, bytes u64; one a processor
 * </pre>
 *
 * <p>{@code other} is the twin of the daemon's end of a pair, and the end that a twin belongs to; the rest of a twin's entry is
 * unused. {@code longest} is a frame without tags.
 */
record Tables(BpfMap ports, BpfMap stations, BpfMap counters) implements AutoCloseable {
    static final int PORT_OTHER = 0;
    static final int PORT_BRIDGE = 4;
    static final int PORT_LONGEST = 8;
    static final int PORT_PVID = 12;
    static final int PORT_FLAGS = 14;
    static final int PORT_BYTES = 16;

    /** Known stations of the port take part. Without it everything is a miss. */
    static final int ACTIVE = 1;

    /** Frames may come and go with tags: a trunk. */
    static final int TAGS = 2;

    static final int ISOLATED = 4;

    static final int KEY_MAC = 0;
    static final int KEY_VID = 6;
    static final int KEY_BRIDGE = 8;
    static final int KEY_BYTES = 12;

    static final int STATION_INTERFACE = 0;
    static final int STATION_DIRECT = 4;
    static final int STATION_SEEN = 8;
    static final int STATION_BYTES = 16;

    static final int RX_FRAMES = 0;
    static final int RX_BYTES = 8;
    static final int TX_FRAMES = 16;
    static final int TX_BYTES = 24;
    static final int COUNTER_BYTES = 32;

    /** Interfaces of the daemon's own namespace, where it gives the numbers. */
    static final int MAX_INTERFACES = 1 << 13;

    static final int MAX_STATIONS = 1 << 17;

    /** @throws org.taplane.io.sys.SysException if the process may not make them */
    static Tables create() {
        BpfMap ports = BpfMap.create(new Shape("taplane_ports", Kind.ARRAY, Integer.BYTES, PORT_BYTES, MAX_INTERFACES));
        BpfMap stations = BpfMap.create(new Shape("taplane_fdb", Kind.HASH, KEY_BYTES, STATION_BYTES, MAX_STATIONS));
        BpfMap counters = BpfMap.create(
                new Shape("taplane_count", Kind.PER_CPU_ARRAY, Integer.BYTES, COUNTER_BYTES, MAX_INTERFACES));
        return new Tables(ports, stations, counters);
    }

    @Override
    public void close() {
        ports.close();
        stations.close();
        counters.close();
    }
}
