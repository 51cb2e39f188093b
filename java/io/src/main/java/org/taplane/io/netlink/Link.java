package org.taplane.io.netlink;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network interface as the kernel describes it.
 *
 * @param mac the low 48 bits; 0 if it has no MAC address
 * @param flags IFF_ bits of {@code linux/if.h}
 * @param master index of the bridge or other device that it belongs to
 * @param kind such as {@code veth} or {@code tun}; empty for hardware and loopback
 * @param ownAddressOnly whether it is handed no frames to single stations other than itself, promiscuous or not
 */
public record Link(
        int index,
        String name,
        long mac,
        int mtu,
        int flags,
        OptionalInt master,
        Optional<String> kind,
        boolean ownAddressOnly) {
    private static final int IFF_UP = 0x1;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_LOWER_UP = 0x10000;

    /** Set up by the administrator. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Has a carrier. */
    public boolean isLowerUp() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** Operational (RFC 2863 ifOperStatus up or unknown). */
    public boolean isRunning() {
        return (flags & IFF_RUNNING) != 0;
    }
}
