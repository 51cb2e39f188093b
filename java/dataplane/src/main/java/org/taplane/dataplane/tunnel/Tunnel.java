package org.taplane.dataplane.tunnel;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.taplane.dataplane.vxlan.VxlanPort;

/** One VXLAN tunnel: what it was told and whom it knows. Shared by the shards' {@link VxlanPort}s. */
public final class Tunnel {
    private final TunnelSettings settings;
    private final RemoteTable remotes;
    private final PathMtus paths;
    private final AtomicLong told = new AtomicLong();
    private volatile int mtu;

    public Tunnel(TunnelSettings settings) {
        this.settings = settings;
        remotes = new RemoteTable(
                settings.local(),
                settings.remotes(),
                settings.learnsRemotes() ? RemoteTable.MAX_LEARNED : 0,
                new SecureRandom().nextLong());
        paths = new PathMtus(remotes.capacity());
        mtu = settings.mtu();
    }

    public TunnelSettings settings() {
        return settings;
    }

    public RemoteTable remotes() {
        return remotes;
    }

    /** What is known of the ways to the remotes. */
    public PathMtus paths() {
        return paths;
    }

    /** Longest frame that fits the tunnel, whatever its remote: as in the settings, until it is changed. */
    public int mtu() {
        return mtu;
    }

    public void mtu(int bytes) {
        mtu = bytes;
    }

    /** How often a station was told that its packets are too long. */
    public long told() {
        return told.get();
    }

    void countTold() {
        told.incrementAndGet();
    }
}
