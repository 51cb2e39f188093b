package org.taplane.benchmarks;

import java.util.BitSet;
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
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.rate.TokenBucket;

/** What a feature of the receiving port adds to {@code Bridge.forward}: time for each frame received, in bursts of 64. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeatureBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;

    /** The feature that is on. */
    @Param({"none", "isolated", "storm-control"})
    String feature = "none";

    private Traffic traffic;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        traffic = new Traffic(STATIONS, access, access, features());
    }

    private List<Feature> features() {
        return switch (feature) {
            case "isolated" -> List.of(new Isolation(ingressAndOneMore()));
            case "storm-control" ->
                List.of(new StormControl(List.of(limit(FloodKind.BROADCAST), limit(FloodKind.MULTICAST))));
            default -> List.of();
        };
    }

    /** One of the eight other ports is isolated as well. */
    private static PortSet ingressAndOneMore() {
        BitSet isolated = new BitSet();
        isolated.set(0, 2);
        return PortSet.of(isolated);
    }

    /** Never reached: to drop is cheaper than to forward. */
    private static StormControl.Limit limit(FloodKind kind) {
        return new StormControl.Limit(kind, new TokenBucket(TokenBucket.MAX_RATE, Tick.now()));
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void unicast() {
        traffic.receiveUnicast(BURST);
        traffic.forward();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void flood() {
        traffic.receiveBroadcast(BURST);
        traffic.forward();
    }
}
