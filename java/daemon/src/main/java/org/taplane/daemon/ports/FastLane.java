package org.taplane.daemon.ports;

import java.util.BitSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.WorkerConfig;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.io.fastpath.FastPath;
import org.taplane.io.fastpath.FastPort;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.SysException;

/**
 * Which ports the kernel forwards for. Its programs are loaded when the first port can take part; the log says so, or why it is
 * not possible. A port takes part for as long as it is there, or not at all. For all threads.
 */
public final class FastLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FastLane.class);

    /** Below are interfaces that the kernel puts into every new namespace. */
    private static final int FIRST_INDEX = 64;

    private final boolean wanted;
    private final Backstage backstage;
    private final BitSet taken = new BitSet();
    private boolean tried;
    private Optional<FastPath> path = Optional.empty();

    /**
     * A port's place.
     *
     * @param end number of the daemon's end of its pair
     * @param twin number of the end's twin
     */
    record Place(FastPath path, int end, int twin) implements KernelPort {
        @Override
        public void set(FastPort settings) {
            path.setPort(end, twin, settings);
        }

        @Override
        public boolean put(int bridge, int vid, long mac, boolean direct) {
            return path.putStation(bridge, vid, mac, end, direct);
        }

        @Override
        public void remove(int bridge, int vid, long mac) {
            path.removeStation(bridge, vid, mac);
        }
    }

    public FastLane(WorkerConfig.FastPath mode, Backstage backstage) {
        wanted = mode == WorkerConfig.FastPath.AUTO;
        this.backstage = backstage;
    }

    /** Of a switch whose kernel forwards nothing. */
    public static FastLane closed() {
        return new FastLane(WorkerConfig.FastPath.OFF, Backstage.inheritOrMake(Inheritance.none()));
    }

    /** Whether the kernel is to forward. */
    boolean isWanted() {
        return wanted;
    }

    /**
     * A place for one port; empty if the kernel is not to forward, or cannot.
     *
     * @param hasTwin whether another process has made a twin for the port, by which frames come whoever is to forward
     */
    synchronized Optional<Place> enter(boolean hasTwin) {
        if ((wanted || hasTwin) && !tried) {
            tried = true;
            path = load();
        }
        return wanted || hasTwin ? path.flatMap(this::place) : Optional.empty();
    }

    private Optional<FastPath> load() {
        try {
            claimPresent();
            FastPath loaded = FastPath.load(backstage.netns());
            if (wanted) {
                LOG.info("known stations behind veth ports are forwarded by the kernel");
            }
            return Optional.of(loaded);
        } catch (SysException e) {
            LOG.info("the kernel forwards nothing by itself: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Numbers of what another process has left are not given out again. */
    private void claimPresent() {
        try (Rtnetlink links = Rtnetlink.open(backstage.netns())) {
            links.links().forEach(link -> taken.set(link.index()));
        }
    }

    private Optional<Place> place(FastPath loaded) {
        int end = taken.nextClearBit(FIRST_INDEX);
        int twin = taken.nextClearBit(end + 1);
        if (twin >= FastPath.MAX_INTERFACES) {
            return Optional.empty();
        }
        taken.set(end);
        taken.set(twin);
        loaded.clearCounters(end);
        return Optional.of(new Place(loaded, end, twin));
    }

    /** The port is gone, and its interfaces are. */
    synchronized void leave(Place place) {
        taken.clear(place.end());
        taken.clear(place.twin());
    }

    /** The kernel's part, if any port takes part. */
    public synchronized Optional<FastPath> path() {
        return path;
    }

    @Override
    public synchronized void close() {
        path.ifPresent(FastPath::close);
        path = Optional.empty();
    }
}
