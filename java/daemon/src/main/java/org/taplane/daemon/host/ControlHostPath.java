package org.taplane.daemon.host;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.bridge.Injector;
import org.taplane.dataplane.host.HostPath;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.host.Punted;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.wire.Slab;

/**
 * The host path of a running switch. A frame of the switch's own is handed to one shard, always the same for a port, and
 * its end is awaited: so the control thread never has more than one on the way, and a port is not removed in between.
 * Nothing ever waits in the other direction. Used on the control thread, but for the rings, which the shards fill.
 */
public final class ControlHostPath implements HostPath {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHostPath.class);

    /** Bytes that wait for the control thread, a shard: a thousand short frames, and the longest one has room. */
    private static final int RING = 128 * 1024;

    private final Shards shards;
    private final List<PuntRing> rings;
    private final Map<PuntReason, Consumer<Punted>> consumers = new EnumMap<>(PuntReason.class);
    private final Map<Integer, List<Injector>> injectors = new HashMap<>();

    /** @param control the thread's loop, which is woken by its eventfd */
    public ControlHostPath(Loop control, Shards shards) {
        this.shards = shards;
        Runnable drain = this::drain;
        rings = StreamSupport.stream(shards.spliterator(), false)
                .map(shard -> new PuntRing(RING, () -> control.execute(drain)))
                .toList();
    }

    /** Where the shard with that index puts frames for the switch. */
    public PuntRing ring(int shard) {
        return rings.get(shard);
    }

    /** From now on frames may be sent by the port in that slot, by these, one a shard. */
    public void join(int slot, List<Injector> ends) {
        injectors.put(slot, ends);
    }

    /** The port in that slot goes: what it received is handed over before, as long as its slot is its own. */
    public void leave(int slot) {
        drain();
        injectors.remove(slot);
    }

    @Override
    public void onFrame(PuntReason why, Consumer<Punted> to) {
        consumers.put(why, to);
    }

    @Override
    public boolean send(int port, int vid, byte[] frame) {
        return inject(port, end -> end.send(port, vid, frame));
    }

    @Override
    public boolean receive(int port, int vid, byte[] frame) {
        return inject(port, end -> end.receive(port, vid, frame));
    }

    private boolean inject(int port, Predicate<Injector> action) {
        List<Injector> ends = injectors.get(port);
        if (ends == null) {
            return false;
        }
        Shard shard = shards.get(port % shards.count());
        AtomicBoolean result = new AtomicBoolean();
        shard.run(() -> result.set(action.test(ends.get(shard.index()))));
        return result.get();
    }

    private void drain() {
        rings.forEach(ring -> ring.drain(this::deliver));
    }

    /** A consumer that fails keeps nothing from the frames behind. */
    private void deliver(PuntReason why, int slot, int vid, Slab slab, int at, int length) {
        Consumer<Punted> consumer = consumers.get(why);
        if (consumer == null) {
            return;
        }
        try {
            consumer.accept(new Punted(why, slot, vid, slab.bytes(at, length)));
        } catch (RuntimeException fault) {
            LOG.error("a frame taken as {} could not be handled", why, fault);
        }
    }
}
