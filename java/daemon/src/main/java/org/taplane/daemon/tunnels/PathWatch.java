package org.taplane.daemon.tunnels;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.Dot1Q;

/**
 * Keeps true what is known of the paths of one tunnel: a limit that the kernel has forgotten ends, and routes change. The
 * tunnel's MTU itself never falls, so that one narrow path is no burden to the others; it rises when all paths allow more.
 * On the control thread.
 */
final class PathWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PathWatch.class);

    /** Ticks after which remotes without a limit are looked at, too. */
    private static final int ROUND = 10;

    private final VxlanConfig config;
    private final Tunnel tunnel;
    private final PathProbe probe;
    private int ticks;

    PathWatch(VxlanConfig config, Tunnel tunnel, PathProbe probe) {
        this.config = config;
        this.tunnel = tunnel;
        this.probe = probe;
    }

    /** Looks at the limited paths, and from time to time at those of all configured remotes. */
    void tick() {
        ticks++;
        boolean round = ticks % ROUND == 0;
        int narrowest = PathMtus.UNLIMITED;
        for (int remote = first(); remote <= tunnel.remotes().last(); remote++) {
            boolean configured = remote <= tunnel.remotes().configured();
            if (isLimited(remote) || (round && configured)) {
                int mtu = look(remote);
                narrowest = configured ? Math.min(narrowest, mtu) : narrowest;
            }
        }
        if (round && config.mtu().isEmpty() && narrowest != PathMtus.UNLIMITED && narrowest > tunnel.mtu()) {
            LOG.info("port {}: the paths allow an MTU of {} now, up from {}", config.name(), narrowest, tunnel.mtu());
            tunnel.mtu(narrowest);
        }
    }

    /** With a group, number 0 stands for it. */
    private int first() {
        return tunnel.settings().group().isPresent() ? RemoteTable.NONE : RemoteTable.NONE + 1;
    }

    private VtepAddress address(int remote) {
        return remote == RemoteTable.NONE
                ? tunnel.settings().group().orElseThrow()
                : tunnel.remotes().address(remote);
    }

    private boolean isLimited(int remote) {
        return tunnel.paths().mtu(remote) != PathMtus.UNLIMITED;
    }

    /** What the kernel knows now. While it knows no way at all, the limit stays. */
    private int look(int remote) {
        int mtu = probe.mtu(address(remote));
        if (mtu != PathMtus.UNLIMITED) {
            note(remote, mtu < tunnel.mtu() + Dot1Q.TAG ? mtu : PathMtus.UNLIMITED);
        }
        return mtu;
    }

    private void note(int remote, int limit) {
        if (limit < tunnel.mtu() && limit != tunnel.paths().mtu(remote)) {
            LOG.info("port {}: only {} bytes of payload get through to {}", config.name(), limit, address(remote));
        }
        tunnel.paths().learn(remote, limit);
    }
}
