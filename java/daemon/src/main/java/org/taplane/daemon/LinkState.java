package org.taplane.daemon;

import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.io.netlink.Link;

/**
 * What a port's device is at the moment.
 *
 * @param up whether frames can leave by it
 * @param mtu longest payload, in bytes
 * @param mac the device's address in the low 48 bits; empty where there is none
 * @param missing why there is no device; empty if there is one
 */
record LinkState(boolean up, int mtu, OptionalLong mac, Optional<String> missing) {
    LinkState(boolean up, int mtu, OptionalLong mac) {
        this(up, mtu, mac, Optional.empty());
    }

    /** A veth whose peer has just come up has a carrier a moment before the kernel lets frames through: running says so. */
    static LinkState of(Link device) {
        return new LinkState(device.isUp() && device.isRunning(), device.mtu(), OptionalLong.of(device.mac()));
    }

    LinkState down() {
        return new LinkState(false, mtu, mac);
    }

    LinkState missing(String why) {
        return new LinkState(false, mtu, mac, Optional.of(why));
    }
}
