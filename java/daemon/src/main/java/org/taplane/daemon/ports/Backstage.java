package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;

/**
 * The network namespace in which the daemon's own ends of devices are: nobody else sees them there, and when the process ends
 * in whatever way, the kernel removes them. It is made when it is first needed. For all threads.
 */
public final class Backstage implements AutoCloseable {
    /** No port has such a name. */
    private static final String NAME = "/backstage";

    private Optional<Netns.Opened> netns;

    private Backstage(Optional<Netns.Opened> netns) {
        this.netns = netns;
    }

    /** That of the process before, if there was one that had it. */
    public static Backstage inheritOrMake(Inheritance inherited) {
        List<Fd> left = inherited.take(NAME);
        return new Backstage(left.stream().findFirst().map(Netns::opened));
    }

    /**
     * The namespace, which stays this object's.
     *
     * @throws org.taplane.io.sys.SysException if the process may not make one
     */
    synchronized Netns netns() {
        Netns.Opened open = netns.orElseGet(Netns::quiet);
        netns = Optional.of(open);
        return open;
    }

    /** Leaves the namespace to another process, if there is one. */
    public synchronized void bequeath(Estate estate) {
        netns.ifPresent(open -> estate.add(NAME, new int[] {open.fd().value()}));
    }

    /** The namespace ends when the last device in it is closed as well. */
    @Override
    public synchronized void close() {
        netns.ifPresent(Netns.Opened::close);
        netns = Optional.empty();
    }
}
