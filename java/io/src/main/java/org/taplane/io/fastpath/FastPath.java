package org.taplane.io.fastpath;

import java.nio.ByteBuffer;
import java.util.List;
import org.taplane.io.ebpf.BpfMap;
import org.taplane.io.ebpf.Ebpf;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.wire.Ethernet;

/**
 * The kernel's part of forwarding: for frames between stations that were put in here it repeats what the switch would decide,
 * and hands every other frame to the switch. A port is a pair of interfaces of one namespace: the daemon's end of a veth
 * pair, and a TAP device that is its twin. What a station sends is either redirected to another port, or to the twin, where
 * the switch reads it; what the switch writes to the twin is redirected to the station.
 *
 * <p>For all threads. The kernel forgets all of it with the process.
 */
public final class FastPath implements AutoCloseable {
    /** Numbers of interfaces are below. */
    public static final int MAX_INTERFACES = Tables.MAX_INTERFACES;

    /** Of all bridges. */
    public static final int MAX_STATIONS = Tables.MAX_STATIONS;

    /** Entries that are read in one call. */
    private static final int BATCH = 4096;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** In every namespace. */
    private static final int LOOPBACK = 1;

    private final Tables tables;
    private final Fd fromStation;
    private final Fd fromSwitch;

    /** How many values there are for each entry of the counters. */
    private final int cpus = CpuList.possible();

    private FastPath(Tables tables, Fd fromStation, Fd fromSwitch) {
        this.tables = tables;
        this.fromStation = fromStation;
        this.fromSwitch = fromSwitch;
    }

    /**
     * Makes the tables, has the kernel take the programs, and tries whether an interface takes one of them.
     *
     * @param netns whose loopback interface that is; nothing comes by it
     * @throws SysException if one of that cannot be, or this process may not
     */
    public static FastPath load(Netns netns) {
        FastPath loaded = load();
        try (Fd _ = netns.<Fd, SysException>call(() -> Ebpf.attach(loaded.fromSwitch, LOOPBACK))) {
            return loaded;
        } catch (SysException e) {
            loaded.close();
            throw e;
        }
    }

    /** Without a trial. */
    static FastPath load() {
        if (!KernelRelease.isAtLeast(6, 6)) {
            throw SysException.because("that needs Linux 6.6", "bpf BPF_LINK_CREATE", Errno.EINVAL);
        }
        Tables tables = Tables.create();
        try {
            Fd fromStation = Ebpf.loadClassifier("taplane_station", Programs.fromStation(tables));
            try {
                return new FastPath(
                        tables, fromStation, Ebpf.loadClassifier("taplane_switch", Programs.fromSwitch(tables)));
            } catch (SysException e) {
                fromStation.close();
                throw e;
            }
        } catch (SysException e) {
            tables.close();
            throw e;
        }
    }

    /** For tests. */
    Fd fromStation() {
        return fromStation;
    }

    /** For tests. */
    Tables tables() {
        return tables;
    }

    /**
     * From here on the programs decide at both interfaces of a port, until the descriptors are closed.
     *
     * @param netns where both are
     * @return of the end and of the twin
     * @throws SysException if the kernel has no such links (before Linux 6.6), or there are no such interfaces
     */
    public List<Fd> attach(Netns netns, int end, int twin) {
        return netns.call(() -> {
            Fd atEnd = Ebpf.attach(fromStation, end);
            try {
                return List.of(atEnd, Ebpf.attach(fromSwitch, twin));
            } catch (SysException e) {
                atEnd.close();
                throw e;
            }
        });
    }

    /** As {@link #attach}, in the place of another process's programs. */
    public void takeOver(List<Fd> links) {
        Ebpf.replace(links.get(0), fromStation);
        Ebpf.replace(links.get(1), fromSwitch);
    }

    /**
     * What the programs know of a port.
     *
     * @throws SysException if a number is not below {@link #MAX_INTERFACES}
     */
    public void setPort(int end, int twin, FastPort port) {
        int flags = (port.active() ? Tables.ACTIVE : 0)
                | (port.tags() ? Tables.TAGS : 0)
                | (port.isolated() ? Tables.ISOLATED : 0);
        ByteBuffer value = Libc.struct(Tables.PORT_BYTES)
                .putInt(Tables.PORT_OTHER, twin)
                .putInt(Tables.PORT_BRIDGE, port.bridge())
                .putInt(Tables.PORT_LONGEST, port.mtu() + Ethernet.HEADER)
                .putShort(Tables.PORT_PVID, (short) port.pvid())
                .putShort(Tables.PORT_FLAGS, (short) flags);
        putPort(end, value);
        putPort(twin, Libc.struct(Tables.PORT_BYTES).putInt(Tables.PORT_OTHER, end));
    }

    private void putPort(int number, ByteBuffer value) {
        if (!tables.ports().put(index(number), value)) {
            throw SysException.because(
                    "interface number " + number + " is not below " + MAX_INTERFACES,
                    "bpf BPF_MAP_UPDATE_ELEM",
                    Errno.E2BIG);
        }
    }

    /** Zeros the counters of a port whose number was another's before. */
    public void clearCounters(int end) {
        tables.counters().put(index(end), Libc.struct(cpus * Tables.COUNTER_BYTES));
    }

    /** What was forwarded from and to the station behind a port. */
    public FastCounters counters(int end) {
        ByteBuffer cells = Libc.struct(cpus * Tables.COUNTER_BYTES);
        if (!tables.counters().get(index(end), cells)) {
            return FastCounters.NONE;
        }
        FastCounters sum = FastCounters.NONE;
        for (int cell = 0; cell < cells.capacity(); cell += Tables.COUNTER_BYTES) {
            sum = sum.plus(new FastCounters(
                    cells.getLong(cell + Tables.RX_FRAMES),
                    cells.getLong(cell + Tables.RX_BYTES),
                    cells.getLong(cell + Tables.TX_FRAMES),
                    cells.getLong(cell + Tables.TX_BYTES)));
        }
        return sum;
    }

    /**
     * From here on frames of and to this station are forwarded.
     *
     * @param mac the low 48 bits
     * @param end where it is
     * @param direct whether it is the station's end of the pair itself that has the address
     * @return false if there is no room
     */
    public boolean putStation(int bridge, int vid, long mac, int end, boolean direct) {
        ByteBuffer value = Libc.struct(Tables.STATION_BYTES)
                .putInt(Tables.STATION_INTERFACE, end)
                .putInt(Tables.STATION_DIRECT, direct ? 1 : 0)
                .putLong(Tables.STATION_SEEN, nanos());
        return tables.stations().put(station(bridge, vid, mac), value);
    }

    /**
     * From here on the switch decides about frames of and to this station, but for one that a processor is just deciding about.
     *
     * @return false if there is no such station
     */
    public boolean removeStation(int bridge, int vid, long mac) {
        return tables.stations().remove(station(bridge, vid, mac));
    }

    /** Told of a station. */
    @FunctionalInterface
    public interface StationVisitor {
        /**
         * Takes a station.
         *
         * @param idleMillis since its last frame that the kernel forwarded or was about to, up to 64 ms too many
         */
        void visit(int bridge, int vid, long mac, int end, long idleMillis);
    }

    /** Shows all stations; one that comes or goes meanwhile may be among them or not. */
    public void forEachStation(StationVisitor visitor) {
        BpfMap.Walk walk = tables.stations().walk(BATCH);
        long now = nanos();
        for (int count = walk.next(); count > 0; count = walk.next()) {
            for (int i = 0; i < count; i++) {
                show(walk, i, now, visitor);
            }
        }
    }

    private static void show(BpfMap.Walk walk, int i, long now, StationVisitor visitor) {
        int key = i * Tables.KEY_BYTES;
        int value = i * Tables.STATION_BYTES;
        long mac = 0;
        for (int octet = 0; octet < Ethernet.ADDRESS; octet++) {
            mac = mac << Byte.SIZE | Byte.toUnsignedLong(walk.keys().get(key + Tables.KEY_MAC + octet));
        }
        visitor.visit(
                walk.keys().getInt(key + Tables.KEY_BRIDGE),
                Short.toUnsignedInt(walk.keys().getShort(key + Tables.KEY_VID)),
                mac,
                walk.values().getInt(value + Tables.STATION_INTERFACE),
                Math.max(0, now - walk.values().getLong(value + Tables.STATION_SEEN)) / NANOS_PER_MILLI);
    }

    /** CLOCK_MONOTONIC, which the programs read as well. */
    private static long nanos() {
        return System.nanoTime();
    }

    private static ByteBuffer index(int number) {
        return Libc.struct(Integer.BYTES).putInt(0, number);
    }

    private static ByteBuffer station(int bridge, int vid, long mac) {
        ByteBuffer key = Libc.struct(Tables.KEY_BYTES);
        for (int octet = 0; octet < Ethernet.ADDRESS; octet++) {
            key.put(Tables.KEY_MAC + octet, (byte) (mac >>> ((Ethernet.ADDRESS - 1 - octet) * Byte.SIZE)));
        }
        return key.putShort(Tables.KEY_VID, (short) vid).putInt(Tables.KEY_BRIDGE, bridge);
    }

    /** Interfaces keep the programs for as long as their links are open; see {@link #attach}. */
    @Override
    public void close() {
        fromStation.close();
        fromSwitch.close();
        tables.close();
    }
}
