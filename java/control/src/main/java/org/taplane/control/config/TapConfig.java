package org.taplane.control.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A TAP device that the daemon makes, named like the port.
 *
 * @param netns the network namespace, by its name in {@code /run/netns}, that the device is moved into
 * @param addresses that the device is given; no two alike
 * @param mtu of the device: the longest packet without the Ethernet header
 * @param mac of the device, unicast and not zero, the first octet in bits 47 to 40; empty: the kernel chooses
 * @param onMissing what becomes of a start at which the device cannot be made
 */
public record TapConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        Optional<String> netns,
        List<InterfaceAddress> addresses,
        int mtu,
        OptionalLong mac,
        OnMissing onMissing,
        PortFeatures features)
        implements PortConfig {
    public static final int DEFAULT_MTU = 1500;

    public TapConfig {
        addresses = List.copyOf(addresses);
    }

    @Override
    public String type() {
        return "tap";
    }
}
