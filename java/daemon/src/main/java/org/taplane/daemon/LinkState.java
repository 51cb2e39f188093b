package org.taplane.daemon;

import java.util.OptionalLong;
import org.taplane.io.netlink.Link;

/**
 * What a port's device is at the moment.
 *
 * @param up whether frames can leave by it
 * @param mtu longest payload, in bytes
 * @param mac the device's address in the low 48 bits; empty where there is none
 */
record LinkState(boolean up, int mtu, OptionalLong mac) {
    /** A veth whose peer has just come up has a carrier a moment before the kernel lets frames through: running says so. */
    static LinkState of(Link device) {
        return new LinkState(device.isUp() && device.isRunning(), device.mtu(), OptionalLong.of(device.mac()));
    }
}
