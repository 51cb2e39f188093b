package org.taplane.daemon.tunnels;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.VtepAddress;

/**
 * The longest frame that fits a tunnel, in bytes after its Ethernet header.
 *
 * @param towards the remote, or group, whose path is the narrowest; empty if the configuration says how long
 */
record UnderlayMtu(int mtu, Optional<VtepAddress> towards) {
    private static final Logger LOG = LoggerFactory.getLogger(UnderlayMtu.class);

    /** What an underlay of 1500 bytes leaves, over IPv6 as well. */
    private static final int USUAL = 1430;

    /** As configured, or what the paths to all remotes leave. A route may come up after the daemon: none is no error. */
    static UnderlayMtu of(VxlanConfig config, PathProbe probe) {
        return config.mtu().isPresent()
                ? new UnderlayMtu(config.mtu().getAsInt(), Optional.empty())
                : narrowest(config, probe);
    }

    private static UnderlayMtu narrowest(VxlanConfig config, PathProbe probe) {
        return receivers(config.peers())
                .map(remote -> new UnderlayMtu(probe.mtu(remote), Optional.of(remote)))
                .filter(path -> path.mtu() != PathMtus.UNLIMITED)
                .min(Comparator.comparingInt(UnderlayMtu::mtu))
                .orElseGet(() -> usual(config));
    }

    private static UnderlayMtu usual(VxlanConfig config) {
        LOG.warn(
                "port {}: the path's MTU is not known yet; {} is assumed, set \"mtu\" to say otherwise",
                config.name(),
                USUAL);
        return new UnderlayMtu(USUAL, Optional.empty());
    }

    private static Stream<VtepAddress> receivers(VxlanPeers peers) {
        return switch (peers) {
            case VxlanPeers.Remotes(var addresses) -> addresses.stream().map(VtepAddress::of);
            case VxlanPeers.Group group -> Stream.of(VtepAddress.of(group.address()));
        };
    }
}
