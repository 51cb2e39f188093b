package org.taplane.dataplane.vxlan;

import java.security.SecureRandom;

/** One VXLAN tunnel: what it was told and whom it knows. Shared by the shards' {@link VxlanPort}s. */
public final class VxlanTunnel {
    private final TunnelSettings settings;
    private final RemoteTable remotes;

    public VxlanTunnel(TunnelSettings settings) {
        this.settings = settings;
        remotes = new RemoteTable(
                settings.local(),
                settings.remotes(),
                settings.learnsRemotes() ? RemoteTable.MAX_LEARNED : 0,
                new SecureRandom().nextLong());
    }

    public TunnelSettings settings() {
        return settings;
    }

    public RemoteTable remotes() {
        return remotes;
    }
}
