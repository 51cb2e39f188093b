package org.taplane.control.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A TAP device for a guest, named like the port: the daemon makes it, the virtual machine opens its queues, and frames are
 * exchanged through the device's network interface.
 *
 * @param netns the network namespace, by its name in {@code /run/netns}, that the device is made in; empty: the daemon's own
 * @param mtu of the device: the longest packet without the Ethernet header
 * @param persist whether the device stays when the daemon ends
 * @param onMissing what becomes of a start at which the device cannot be made
 */
public record GuestTapConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        Optional<String> netns,
        int mtu,
        boolean persist,
        TapAccess access,
        OnMissing onMissing,
        PortFeatures features)
        implements PortConfig {
    @Override
    public String type() {
        return "tap";
    }

    /** Whether the one device can be taken for the other. */
    public boolean hasSameDevice(GuestTapConfig other) {
        return netns.equals(other.netns) && mtu == other.mtu && persist == other.persist && access.equals(other.access);
    }
}
