package org.taplane.control.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A TAP device that the daemon makes.
 *
 * @param netns the network namespace that the device is made in, by its name in {@code /run/netns} or by an absolute path
 * @param device the interface's name there; empty: the port's
 * @param addresses that the device is given; no two alike
 * @param routes by the device
 * @param mtu of the device: the longest packet without the Ethernet header
 * @param mac of the device, unicast and not zero, the first octet in bits 47 to 40; empty: the kernel chooses
 * @param onMissing what becomes of a start at which the device cannot be made
 * @param attached what a command attached the port to, in that command's words; empty for a port of the configuration
 */
public record TapConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        Optional<String> netns,
        Optional<String> device,
        List<InterfaceAddress> addresses,
        List<InterfaceRoute> routes,
        int mtu,
        OptionalLong mac,
        OnMissing onMissing,
        Optional<String> attached,
        PortFeatures features)
        implements PortConfig {
    public static final int DEFAULT_MTU = 1500;

    public TapConfig {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    @Override
    public String type() {
        return "tap";
    }
}
