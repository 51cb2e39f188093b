package org.taplane.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;
import org.taplane.wire.Vxlan;

/** {@code Splitter} on one large frame of TCP over IPv4. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SplitterBenchmark {
    private static final int SEGMENT = 1_398;
    private static final int TCP = Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER;
    private static final int AROUND = Ethernet.HEADER + Ipv4.HEADER + Udp.HEADER + Vxlan.HEADER;
    private static final int PROTOCOL = 9;

    private final Splitter splitter = new Splitter(0);
    private Burst large = Burst.allocate(1);
    private Burst vxlan = large;
    private Burst jumbo = large;

    @Setup
    public void start() {
        large = burst(0, 46 * SEGMENT);
        jumbo = burst(0, 128 * SEGMENT);
        Ipv4.totalLength(jumbo.slab(), jumbo.start(0) + Ethernet.HEADER, 0);
        vxlan = burst(AROUND, 46 * SEGMENT);
        writeIp(vxlan.slab(), vxlan.start(0), vxlan.length(0), Udp.PROTOCOL);
        Udp.length(
                vxlan.slab(),
                vxlan.start(0) + Ethernet.HEADER + Ipv4.HEADER,
                vxlan.length(0) - Ethernet.HEADER - Ipv4.HEADER);
    }

    /** 64 KiB that every port takes: what it costs to ask. */
    @Benchmark
    public boolean nothingToDo() {
        return splitter.open(large, 0);
    }

    /** 64 KiB in a VXLAN tunnel: 46 pieces. */
    @Benchmark
    public int tunnel() {
        return pieces(vxlan);
    }

    /** 175 KiB: 3 pieces. */
    @Benchmark
    public int bigTcp() {
        return pieces(jumbo);
    }

    private int pieces(Burst burst) {
        int pieces = 0;
        if (splitter.open(burst, 0)) {
            for (int count = splitter.next(); count > 0; count = splitter.next()) {
                pieces += count;
            }
        }
        return pieces;
    }

    private static Burst burst(int around, int payload) {
        int length = around + TCP + payload;
        Burst burst = Burst.allocate(Burst.HEADROOM + length);
        int start = Burst.dataOffset() + Burst.HEADROOM;
        burst.set(0, start, length);
        writeIp(burst.slab(), start + around, length - around, Tcp.PROTOCOL);
        burst.slab().putU8(start + around + TCP - Tcp.HEADER + 12, Tcp.HEADER << 2);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(0, SEGMENT);
        burst.csumStart(0, around + TCP - Tcp.HEADER);
        burst.csumOffset(0, Tcp.CHECKSUM);
        return burst;
    }

    private static void writeIp(Slab slab, int start, int length, int protocol) {
        int ip = start + Ethernet.HEADER;
        Ethernet.etherType(slab, start, Ethernet.TYPE_IPV4);
        slab.putU8(ip, 0x45);
        slab.putU8(ip + PROTOCOL, protocol);
        Ipv4.totalLength(slab, ip, length - Ethernet.HEADER);
        Ipv4.writeChecksum(slab, ip);
    }
}
