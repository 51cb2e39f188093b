package org.taplane.daemon.bridges;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Tick;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/** What a bridge's configuration says of its table: bounds, ageing, static entries. Changed on the control thread. */
final class Stations {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BridgeDomain domain;
    private final Shards shards;
    private final List<StaticEntry> fixed;

    Stations(BridgeDomain domain, List<StaticEntry> fixed, Shards shards) {
        this.domain = domain;
        this.fixed = new ArrayList<>(fixed);
        this.shards = shards;
    }

    /** The table's memory is taken at once, and the JVM's bound of such memory may be less than the machine has. */
    static Fdb newTable(BridgeConfig config) {
        try {
            return new Fdb(config.maxMacs(), millis(config), RANDOM.nextLong());
        } catch (OutOfMemoryError e) {
            throw SysException.because(
                    "bridge " + config.name() + ": there is no memory for a table of " + config.maxMacs()
                            + " MAC addresses",
                    "a smaller max-macs",
                    "mmap",
                    Errno.ENOMEM);
        }
    }

    private static int millis(BridgeConfig config) {
        return Math.toIntExact(config.ageing().toMillis());
    }

    private Fdb fdb() {
        return domain.fdb();
    }

    /** Forgets stations that have been silent for too long. */
    void age() {
        fdb().expire(Tick.now());
    }

    void set(BridgeConfig before, BridgeConfig after) {
        if (before.maxMacs() != after.maxMacs()) {
            resize(after);
        }
        fdb().age(millis(after));
    }

    /** What a burst under way learns in the old table meanwhile is taken over as well. */
    private void resize(BridgeConfig after) {
        Fdb old = fdb();
        Fdb next = newTable(after);
        if (old.size() > after.maxMacs()) {
            old.shrink(after.maxMacs(), Tick.now());
        }
        next.adopt(old, Tick.now());
        next.news().keepAs(old.news());
        domain.replace(next);
        shards.settle();
        next.adopt(old, Tick.now());
    }

    /** Bounds the stations of a port, and sets those that never move. */
    void join(RunningPort port) {
        bound(port);
        fixed.stream().filter(entry -> entry.port().equals(port.name())).forEach(entry -> put(entry, port));
    }

    void bound(RunningPort port) {
        fdb().limit(port.slot(), port.config().maxMacs().orElse(Fdb.UNLIMITED), Tick.now());
    }

    /**
     * Adds a static entry behind a port.
     *
     * @throws SysException if other static entries leave no room
     */
    void add(StaticEntry entry, RunningPort port) {
        if (!put(entry, port)) {
            throw SysException.because(
                    "the MAC table has no room for another static entry behind port " + port.name(),
                    "a larger max-macs",
                    "static-fdb",
                    Errno.ENOBUFS);
        }
        fixed.add(entry);
    }

    void remove(StaticEntry entry) {
        fixed.remove(entry);
        fdb().remove(entry.vlan(), entry.mac());
    }

    private boolean put(StaticEntry entry, RunningPort port) {
        int remote = entry.remote().map(port.driver()::remoteIndex).orElse(0);
        return fdb().addStatic(entry.vlan(), entry.mac(), Location.of(port.slot(), remote), Tick.now());
    }

    /** Forgets the stations behind a port that is withdrawn, the static ones too. No shard learns any on it by now. */
    void leave(RunningPort port) {
        record Station(int vid, long mac) {}
        fdb().flushPort(port.slot());
        List<Station> left = new ArrayList<>();
        fdb().forEach((vid, mac, location, isStatic, tick) -> {
            if (Location.port(location) == port.slot()) {
                left.add(new Station(vid, mac));
            }
        });
        left.forEach(station -> fdb().remove(station.vid(), station.mac()));
        fdb().limit(port.slot(), Fdb.UNLIMITED, Tick.now());
    }

    /** A station that was learned. */
    record Learned(long station, int location, int tick) {}

    /** What was learned behind one port, or any. */
    List<Learned> learned(IntPredicate slots) {
        List<Learned> found = new ArrayList<>();
        fdb().forEach((vid, mac, location, isStatic, tick) -> {
            if (!isStatic && slots.test(Location.port(location))) {
                found.add(new Learned(Fdb.station(vid, mac), location, tick));
            }
        });
        return found;
    }

    /** Forgets what was learned on a port that is disabled now, or in VLANs that it carries no more. */
    void forgetStale(RunningPort port) {
        fdb().flush((vid, location) -> Location.port(location) == port.slot()
                && (!port.isEnabled() || !port.config().vlan().carries(vid)));
    }

    /** Learns again what has been forgotten; what is known still, or has been heard elsewhere, stays as it is. */
    void recall(List<Learned> before) {
        before.stream()
                .filter(known -> fdb().lookup(known.station()) == Fdb.MISS)
                .forEach(known -> fdb().learn(known.station(), known.location(), known.tick()));
    }
}
