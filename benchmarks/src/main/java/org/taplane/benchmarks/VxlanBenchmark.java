package org.taplane.benchmarks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.wire.Slab;

/** {@code Bridge.forward} into a tunnel with four remotes, up to the call that sends: time for each frame received. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VxlanBenchmark {
    private static final int BURST = 64;
    private static final int STATIONS = 1000;
    private static final int REMOTES = 4;
    private static final int MTU = 1450;

    private Traffic traffic;

    @Setup
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        VxlanPort port = new VxlanPort(new Tunnel(settings()), new NullSender(), true);
        traffic = new Traffic(STATIONS, access, access, List.of(port), REMOTES);
    }

    /** Each frame goes to one remote. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void unicast() {
        traffic.receiveUnicast(BURST);
        traffic.forward();
    }

    /** A broadcast goes to every remote. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void flood() {
        traffic.receiveBroadcast(BURST);
        traffic.forward();
    }

    private static TunnelSettings settings() {
        List<VtepAddress> remotes =
                IntStream.rangeClosed(1, REMOTES).mapToObj(VxlanBenchmark::vtep).toList();
        return new TunnelSettings(
                vtep(0), VniMap.single(42), remotes, Optional.empty(), false, false, OptionalInt.of(0), MTU);
    }

    private static VtepAddress vtep(int number) {
        try {
            return VtepAddress.of(InetAddress.getByAddress(new byte[] {10, 98, 0, (byte) (number + 1)}));
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** Sends nothing. */
    private static final class NullSender implements DatagramSender {
        private static final int SOCKETS = 16;

        @Override
        public int sockets() {
            return SOCKETS;
        }

        @Override
        public boolean segments() {
            return true;
        }

        @Override
        public int send(Slab frames, DatagramBatch batch) {
            return 0;
        }

        @Override
        public DropReason reason(int errno) {
            return DropReason.IO_ERROR;
        }
    }
}
