package org.taplane.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.capture.BpfProgram;
import org.taplane.dataplane.capture.BpfProgram.Instruction;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.dataplane.capture.Tap;

/**
 * What a capture of the receiving port adds to {@code Bridge.forward}: time for each frame received, in bursts of 64. The
 * rings are emptied for each burst, which is not the shard's work and nevertheless counts here.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CaptureBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;
    private static final int SNAP = 96;
    private static final int RING = 1 << 16;

    /** {@code ip and udp}, as libpcap compiles it without IPv6. */
    private static final List<Instruction> UDP = List.of(
            new Instruction(0x28, 0, 0, 12),
            new Instruction(0x15, 0, 3, 0x0800),
            new Instruction(0x30, 0, 0, 23),
            new Instruction(0x15, 0, 1, 17),
            new Instruction(0x06, 0, 0, SNAP),
            new Instruction(0x06, 0, 0, 0));

    private static final BpfProgram NOTHING = BpfProgram.of(List.of(new Instruction(0x06, 0, 0, 0)));

    /** No capture; one that ended; one that takes nothing, all that a filter lets through, or all. */
    @Param({"off", "ended", "nothing", "filter", "all"})
    String capture = "off";

    private Traffic traffic;
    private CaptureRings rings = new CaptureRings(1, NOTHING, SNAP, RING);

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        traffic = new Traffic(STATIONS, access, access);
        rings = new CaptureRings(1, program(), SNAP, RING);
        if (!capture.equals("off")) {
            Tap tap = rings.newTap();
            traffic.features(List.of(tap.received(Traffic.VLAN)));
        }
        if (capture.equals("ended")) {
            traffic.features(List.of());
        }
    }

    private BpfProgram program() {
        return switch (capture) {
            case "filter" -> BpfProgram.of(UDP);
            case "all" -> BpfProgram.ALL;
            default -> NOTHING;
        };
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void unicast() {
        traffic.receiveUnicast(BURST);
        traffic.forward();
        empty();
    }

    private void empty() {
        while (rings.next(Long.MAX_VALUE / 2)) {
            // what a reader does with them is not measured
        }
    }
}
