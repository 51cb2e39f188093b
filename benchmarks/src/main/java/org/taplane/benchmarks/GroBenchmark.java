package org.taplane.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.Gro;
import org.taplane.wire.Ethernet;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/** {@code Gro.join} of 64 frames: time for each, checksums included where they have to be looked at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroBenchmark {
    private static final int SEGMENT = Ethernet.HEADER + 1450;
    private static final int SMALL = 60;
    private static final int PROTOCOL = 9;
    private static final int HEADERS = Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER;

    private final Gro joiner = new Gro(true);
    private final FrameList frames = new FrameList();
    private Burst stream = Burst.allocate(1);
    private Burst partial = stream;
    private Burst flows = stream;
    private Burst datagrams = stream;
    private Burst smallDatagrams = stream;
    private Burst small = stream;

    @Setup
    public void start() {
        stream = burst(SEGMENT, 1);
        partial = burst(SEGMENT, 1);
        makePartial(partial);
        flows = burst(SEGMENT, Burst.CAPACITY);
        small = burst(SMALL, 1);
        datagrams = burst(SEGMENT, 1);
        makeUdp(datagrams);
        smallDatagrams = burst(SMALL, 1);
        makeUdp(smallDatagrams);
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            frames.add(frame);
        }
    }

    /** One stream of segments: two joined frames come out. */
    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean oneStream() {
        return joiner.join(stream, frames);
    }

    /** The same stream as a kernel leaves it whose checksums are partial: there is nothing to verify. */
    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean oneStreamPartial() {
        return joiner.join(partial, frames);
    }

    /** Each segment is of another flow: all are looked at, none is joined. */
    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean nothingToJoin() {
        return joiner.join(flows, frames);
    }

    /** Frames that are too small to carry much: the cheap test. */
    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean smallFrames() {
        return joiner.join(small, frames);
    }

    /** One flow of datagrams: two joined frames come out. */
    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean datagrams() {
        return joiner.join(datagrams, frames);
    }

    @Benchmark
    @OperationsPerInvocation(Burst.CAPACITY)
    public boolean smallDatagrams() {
        return joiner.join(smallDatagrams, frames);
    }

    private static Burst burst(int length, int flows) {
        int slot = length + Burst.HEADROOM;
        Burst burst = Burst.allocate(Burst.CAPACITY * slot);
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            int start = Burst.dataOffset() + frame * slot + Burst.HEADROOM;
            burst.set(frame, start, length);
            write(burst.slab(), start, length, frame % flows, frame / flows);
        }
        return burst;
    }

    private static void makePartial(Burst burst) {
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            int ip = burst.start(frame) + Ethernet.HEADER;
            int length = burst.length(frame) - Ethernet.HEADER - Ipv4.HEADER;
            int pseudo = InternetChecksum.pseudoIpv4(burst.slab(), ip, Tcp.PROTOCOL, length);
            Tcp.checksum(burst.slab(), ip + Ipv4.HEADER, pseudo);
            burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
            burst.csumStart(frame, Ethernet.HEADER + Ipv4.HEADER);
            burst.csumOffset(frame, Tcp.CHECKSUM);
        }
    }

    private static void makeUdp(Burst burst) {
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            Slab slab = burst.slab();
            int ip = burst.start(frame) + Ethernet.HEADER;
            int udp = ip + Ipv4.HEADER;
            int length = burst.length(frame) - Ethernet.HEADER - Ipv4.HEADER;
            slab.putU8(ip + PROTOCOL, Udp.PROTOCOL);
            Ipv4.writeChecksum(slab, ip);
            Udp.length(slab, udp, length);
            Udp.checksum(slab, udp, 0);
            long pseudo = InternetChecksum.pseudoIpv4(slab, ip, Udp.PROTOCOL, length);
            Udp.checksum(slab, udp, InternetChecksum.finish(pseudo + InternetChecksum.sum(slab, udp, length)));
        }
    }

    private static void write(Slab slab, int start, int length, int flow, int number) {
        int ip = start + Ethernet.HEADER;
        int tcp = ip + Ipv4.HEADER;
        slab.putU48(start, 0x0200_0000_0001L);
        slab.putU48(start + Ethernet.ADDRESS, 0x0200_0000_0002L);
        Ethernet.etherType(slab, start, Ethernet.TYPE_IPV4);
        slab.putU32(ip, 0x4500_0000L);
        Ipv4.totalLength(slab, ip, length - Ethernet.HEADER);
        Ipv4.id(slab, ip, number);
        slab.putU32(ip + 8, 0x4006_0000L);
        slab.putU64(ip + 12, 0x0a00_0001_0a00_0002L);
        Ipv4.writeChecksum(slab, ip);
        slab.putU32(tcp, 40_000L + flow);
        Tcp.sequence(slab, tcp, (long) number * (length - HEADERS));
        slab.putU32(tcp + 12, 0x5010_0200L);
        long pseudo = InternetChecksum.pseudoIpv4(slab, ip, Tcp.PROTOCOL, length - Ethernet.HEADER - Ipv4.HEADER);
        long sum = InternetChecksum.sum(slab, tcp, length - Ethernet.HEADER - Ipv4.HEADER);
        Tcp.checksum(slab, tcp, InternetChecksum.finish(pseudo + sum));
    }
}
