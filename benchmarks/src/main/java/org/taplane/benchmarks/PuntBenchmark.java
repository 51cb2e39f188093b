package org.taplane.benchmarks;

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

/**
 * {@code Bridge.forward} by a port that takes LLDP for the switch: time for each frame, in bursts of 64 of which some are
 * LLDP. They are copied to the ring and taken off again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PuntBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;

    /** Milliseconds between bursts, in which the rate of a port allows as many frames as one burst has here. */
    private static final int PERIOD = 100;

    /** Frames of each burst that are for the switch. */
    @Param({"0", "1", "8"})
    int punted;

    private Traffic traffic;
    private int tick;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        traffic = new Traffic(STATIONS, access, access);
        traffic.takeLldp();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void forward() {
        tick = tick + PERIOD & Integer.MAX_VALUE;
        traffic.receiveWithLldp(BURST, punted);
        traffic.forwardAndDrain(tick);
    }
}
