package org.taplane.daemon.tunnels;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.Tunnel;

/**
 * Ends the limits of a tunnel's paths that no kernel keeps, ten minutes after they became known (RFC 8201 section 4): the
 * path may be a wider one by then. On the control thread.
 */
final class PathExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(PathExpiry.class);
    private static final int TICKS = 600;

    private record Limit(int mtu, int since) {}

    private final String port;
    private final Tunnel tunnel;
    private final Map<Integer, Limit> limits = new HashMap<>();
    private int now;

    PathExpiry(String port, Tunnel tunnel) {
        this.port = port;
        this.tunnel = tunnel;
    }

    /** Once a second. */
    void tick() {
        now++;
        for (int remote = RemoteTable.NONE + 1; remote <= tunnel.remotes().last(); remote++) {
            int mtu = tunnel.paths().mtu(remote);
            if (mtu != PathMtus.UNLIMITED) {
                age(remote, mtu);
            }
        }
    }

    /** A limit that has fallen is a new one. */
    private void age(int remote, int mtu) {
        Limit known = limits.get(remote);
        if (known == null || known.mtu() != mtu) {
            limits.put(remote, new Limit(mtu, now));
            LOG.info(
                    "port {}: only {} bytes of payload get through to {}",
                    port,
                    mtu,
                    tunnel.remotes().address(remote));
        } else if (now - known.since() >= TICKS) {
            limits.remove(remote);
            tunnel.paths().learn(remote, PathMtus.UNLIMITED);
        }
    }
}
