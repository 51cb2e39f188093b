package org.taplane.benchmarks;

import java.util.List;
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
import org.taplane.dataplane.port.Port;
import org.taplane.io.socket.SocketPort;

/** {@code Bridge.forward} to stream and dgram ports, up to the call that sends: time for each frame received. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SocketBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;
    private static final int PORTS = 4;

    private Traffic traffic;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        List<Port> ports =
                IntStream.range(0, PORTS).mapToObj(number -> attached()).toList();
        traffic = new Traffic(STATIONS, access, access, ports, 0);
    }

    /** With a peer that takes everything. */
    private static Port attached() {
        SocketPort port = new SocketPort();
        port.attach((frames, batch) -> 0);
        return port;
    }

    /** Each frame goes to one port. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void unicast() {
        traffic.receiveUnicast(BURST);
        traffic.forward();
    }

    /** A broadcast goes to every port. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void flood() {
        traffic.receiveBroadcast(BURST);
        traffic.forward();
    }
}
