package org.taplane.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.taplane.dataplane.bridge.VlanMembership;

/** {@code Bridge.forward} where a frame is tagged, or leaves by many ports: time for each frame received. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VlanBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;

    private Traffic accessToAccess;
    private Traffic accessToTrunk;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        VlanMembership trunk = VlanMembership.trunk(IntStream.range(1, 100));
        accessToAccess = new Traffic(STATIONS, access, access);
        accessToTrunk = new Traffic(STATIONS, access, trunk);
    }

    /** A broadcast leaves by eight ports. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void flood() {
        accessToAccess.receiveBroadcast(BURST);
        accessToAccess.forward();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void unicastPush() {
        accessToTrunk.receiveUnicast(BURST);
        accessToTrunk.forward();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void floodPush() {
        accessToTrunk.receiveBroadcast(BURST);
        accessToTrunk.forward();
    }
}
