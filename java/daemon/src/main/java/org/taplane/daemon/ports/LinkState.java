package org.taplane.daemon.ports;

import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.io.netlink.Link;

/**
 * What a port's device is at the moment.
 *
 * @param up whether frames can leave by it
 * @param mtu longest payload, in bytes
 * @param mac the device's address in the low 48 bits; empty where there is none
 * @param isMissing whether there is no device
 * @param why the reason for which it is missing or down, where it is known
 */
public record LinkState(boolean up, int mtu, OptionalLong mac, boolean isMissing, Optional<String> why) {
    public LinkState(boolean up, int mtu, OptionalLong mac) {
        this(up, mtu, mac, false, Optional.empty());
    }

    /** A veth whose peer has just come up has a carrier a moment before the kernel lets frames through: running says so. */
    public static LinkState of(Link device) {
        return new LinkState(device.isUp() && device.isRunning(), device.mtu(), OptionalLong.of(device.mac()));
    }

    LinkState down() {
        return new LinkState(false, mtu, mac);
    }

    LinkState missing(String reason) {
        return new LinkState(false, mtu, mac, true, Optional.of(reason));
    }
}
