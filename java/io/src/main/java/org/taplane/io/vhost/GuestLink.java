package org.taplane.io.vhost;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.Port;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

/**
 * A port towards one virtual machine at a time: waits for its front end, serves it until it goes or breaks the rules, and waits
 * for the next. Made and closed on any thread; everything else happens on the control thread.
 */
public final class GuestLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuestLink.class);

    private static final int LONGEST_MTU = 65_535;

    /** A front end that is gone before that did not come for long, and the next waits a little: others need this thread, too. */
    private static final long BRIEF_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration REST = Duration.ofMillis(20);

    private final Loop loop;
    private final GuestSpec spec;
    private final Consumer<GuestState> onState;
    private final List<VhostPort> ports;
    private final ShardRings rings;
    private final GuestDevice device;
    private final Rendezvous rendezvous;
    private final AtomicInteger conversations = new AtomicInteger();
    private Optional<Connection> connection = Optional.empty();
    private Optional<String> peer = Optional.empty();
    private Optional<Watch> watch = Optional.empty();
    private volatile int mtu = LONGEST_MTU;
    private long since;
    private volatile GuestState state = GuestState.NOBODY;

    /**
     * @param onState called on the control thread when the state changes
     * @throws SysException if the path cannot be had
     */
    public GuestLink(Loop loop, GuestSpec spec, int shards, Consumer<GuestState> onState) {
        this.loop = loop;
        this.spec = spec;
        this.onState = onState;
        long[] queues = new long[spec.queues()];
        SendingPairs pairs = new SendingPairs(queues);
        ports = IntStream.range(0, shards)
                .mapToObj(shard -> new VhostPort(pairs, shard, this::fault))
                .toList();
        rings = new ShardRings(ports, pairs, spec.queues(), spec.lingerNanos(), this::fault);
        device = new GuestDevice(spec.queues(), rings);
        for (int pair = 0; pair < queues.length; pair++) {
            queues[pair] = device.receiveQueue(pair);
        }
        SocketName.Unix path = new SocketName.Unix(spec.path());
        rendezvous = spec.server()
                ? new Rendezvous.Server(loop, path, spec.mode())
                : new Rendezvous.Client(loop, path, spec.pause());
    }

    /** Each shard's end, by shard index. */
    public List<? extends Port> ports() {
        return ports;
    }

    /** The longest packet that the port carries: a guest that begins to talk must not be promised more. */
    public void limit(int bytes) {
        mtu = bytes;
    }

    public GuestState state() {
        return state;
    }

    /** Begins to wait for front ends. Frames that guests transmit go to the forwarders, by shard index. */
    public void start(int slot, Shards shards, List<Forwarder> forwarders, FaultSink faults) {
        rings.enterBy(slot, shards, forwarders, faults);
        rendezvous.await(Duration.ZERO, this::serve);
    }

    private void serve(Fd socket) {
        conversations.incrementAndGet();
        since = System.nanoTime();
        peer = Optional.of(StreamSockets.peerName(socket));
        Connection served = new Connection(socket, new Session(device, mtu));
        connection = Optional.of(served);
        watch = Optional.of(loop.watch(served.fd(), () -> converse(served)));
        publish(Optional.empty());
    }

    private Reading converse(Connection served) {
        try {
            Reading reading = served.read();
            if (reading == Reading.PROGRESS) {
                publish(Optional.empty());
            }
            return reading;
        } catch (FrontEndLeftException e) {
            end(String.valueOf(e.getMessage()), System.nanoTime() - since < BRIEF_NANOS ? REST : Duration.ZERO);
        } catch (ProtocolException | SysException e) {
            LOG.warn("port {}: the front end is let go: {}", spec.port(), e.getMessage());
            end(String.valueOf(e.getMessage()), spec.pause());
        }
        return Reading.ENDED;
    }

    /** From a shard. It must not wait for the control thread, which may be waiting for it. */
    private void fault(int status) {
        int during = conversations.get();
        loop.after(Duration.ZERO, () -> breakOff(during, RingFault.words(status)));
    }

    private void breakOff(int during, String why) {
        if (connection.isPresent() && during == conversations.get()) {
            LOG.warn("port {}: the guest is let go: {}", spec.port(), why);
            end(why, spec.pause());
        }
    }

    private void end(String why, Duration pause) {
        drop();
        publish(Optional.of(why));
        rendezvous.await(pause, this::serve);
    }

    private void drop() {
        device.close();
        watch.ifPresent(Watch::close);
        watch = Optional.empty();
        connection.ifPresent(Connection::close);
        connection = Optional.empty();
        peer = Optional.empty();
    }

    private void publish(Optional<String> why) {
        GuestState now = new GuestState(peer, device.sending(), device.featureNames(), why.or(rendezvous::obstacle));
        if (!now.equals(state)) {
            state = now;
            onState.accept(now);
        }
    }

    /** On return no shard reads a ring of the guest, and nobody is waited for. */
    public void stop() {
        loop.run(() -> {
            drop();
            rendezvous.close();
        });
    }

    /** Ends it all. No shard sends by the port any more. */
    @Override
    public void close() {
        stop();
    }
}
