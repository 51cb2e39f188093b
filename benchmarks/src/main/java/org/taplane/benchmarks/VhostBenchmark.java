package org.taplane.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.vhost.SendingPairs;
import org.taplane.io.vhost.VhostPort;
import org.taplane.io.vhost.VhostReceiver;

/** Frames to and from guests that share their memory, in full bursts: time for each frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VhostBenchmark {
    private static final int BURST = Burst.CAPACITY;
    private static final int FRAME = 60;
    private static final int SPACING = 128;
    private static final int STATIONS = 1000;
    private static final int PORTS = 4;
    private static final int SLOT = 1;
    private static final int NO_KICK = -1;

    private final List<GuestQueue> guests =
            Stream.generate(GuestQueue::receiving).limit(PORTS).toList();
    private final GuestQueue transmitting = GuestQueue.transmitting(FRAME);
    private final Burst burst = Burst.allocate(BURST * SPACING + Burst.MAX_FRAME + Burst.HEADROOM);
    private final PortCounters counters = new PortCounters();
    private Traffic traffic;
    private VhostReceiver receiver;

    @Setup(Level.Trial)
    public void start() {
        VlanMembership access = VlanMembership.access(Traffic.VLAN);
        List<Port> ports = guests.stream().map(VhostBenchmark::port).toList();
        traffic = new Traffic(STATIONS, access, access, ports, 0);
        receiver = new VhostReceiver(
                transmitting.address(), NO_KICK, 0, SLOT, frames -> {}, counters, VhostBenchmark::fail, status -> {});
    }

    private static Port port(GuestQueue guest) {
        SendingPairs pairs = new SendingPairs(new long[] {guest.address()});
        pairs.set(1, GuestQueue.FLAGS);
        return new VhostPort(pairs, 0, status -> {});
    }

    private static void fail(int slot, Throwable fault) {
        throw new IllegalStateException(fault);
    }

    /** {@code Bridge.forward} to four guests, each frame to one of them. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void toGuests() {
        for (int i = 0; i < PORTS; i++) {
            guests.get(i).offerAll();
        }
        traffic.receiveUnicast(BURST);
        traffic.forward();
    }

    /** To four guests a copy each. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void flood() {
        for (int i = 0; i < PORTS; i++) {
            guests.get(i).offerAll();
        }
        traffic.receiveBroadcast(BURST);
        traffic.forward();
    }

    /** From a guest, to nobody. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int fromGuest() {
        transmitting.offer(BURST);
        return receiver.receive(burst);
    }
}
