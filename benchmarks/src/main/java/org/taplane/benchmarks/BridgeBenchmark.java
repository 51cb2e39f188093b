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
 * {@code Bridge.forward} of known unicast frames between random stations: time for each frame, in bursts of 1, 8 and
 * 64. Every score contains {@link #receive}, which writes the frames' descriptors and addresses as a port would.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BridgeBenchmark {
    /** Stations in the forwarding database, which is full. */
    @Param({"10", "10000", "1000000"})
    int entries;

    private Traffic traffic;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        traffic = new Traffic(entries, access, access);
    }

    /** What the other scores contain besides forwarding. */
    @Benchmark
    @OperationsPerInvocation(64)
    public void receive() {
        traffic.receiveUnicast(64);
    }

    @Benchmark
    public void unicastBurst1() {
        forward(1);
    }

    @Benchmark
    @OperationsPerInvocation(8)
    public void unicastBurst8() {
        forward(8);
    }

    @Benchmark
    @OperationsPerInvocation(64)
    public void unicastBurst64() {
        forward(64);
    }

    private void forward(int frames) {
        traffic.receiveUnicast(frames);
        traffic.forward();
    }
}
