package org.taplane.io.vhost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;

/** The shards at the rings of one device: pair p is read by shard p modulo their number. On the control thread. */
final class ShardRings implements RingUser {
    private static final long FOREVER = Long.MAX_VALUE;

    private final List<VhostPort> ports;
    private final SendingPairs pairs;
    private final List<Optional<Watch>> watches = new ArrayList<>();
    private final long linger;
    private final FaultListener faults;
    private Optional<Entrance> entrance = Optional.empty();

    /** Where frames go that come in. */
    private record Entrance(int slot, Shards shards, List<Forwarder> forwarders, FaultSink faults) {}

    /** @param linger nanoseconds for which a shard goes on looking at a ring that has nothing */
    ShardRings(List<VhostPort> ports, SendingPairs pairs, int most, long linger, FaultListener faults) {
        this.ports = ports;
        this.pairs = pairs;
        this.linger = linger;
        this.faults = faults;
        for (int pair = 0; pair < most; pair++) {
            watches.add(Optional.empty());
        }
    }

    /** Before the first ring is read. */
    void enterBy(int slot, Shards shards, List<Forwarder> forwarders, FaultSink sink) {
        entrance = Optional.of(new Entrance(slot, shards, forwarders, sink));
    }

    @Override
    public void read(int pair, GuestRing ring) {
        entrance.ifPresent(to -> watches.set(pair, Optional.of(watch(pair, ring, to))));
    }

    private Watch watch(int pair, GuestRing ring, Entrance to) {
        Shard shard = to.shards().get(pair % to.shards().count());
        VhostReceiver receiver = new VhostReceiver(
                ring.address(),
                ring.kickFd(),
                ring.isPolled() ? FOREVER : linger,
                to.slot(),
                to.forwarders().get(shard.index()),
                ports.get(shard.index()).counters(),
                to.faults(),
                faults);
        Watch watch = shard.watch(ring.kickFd(), receiver);
        if (!ring.isPolled()) {
            shard.run(receiver::begin);
        }
        return watch;
    }

    @Override
    public void leave(int pair) {
        watches.get(pair).ifPresent(Watch::close);
        watches.set(pair, Optional.empty());
    }

    @Override
    public void sendTo(int count, int flags) {
        pairs.set(count, flags);
    }
}
