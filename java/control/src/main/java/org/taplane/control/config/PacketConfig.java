package org.taplane.control.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An interface that exists already, joined through a packet socket.
 *
 * @param device the interface's name
 * @param netns the network namespace, by its name in {@code /run/netns}, that the interface is in; empty: the daemon's own
 */
public record PacketConfig(
        String name, VlanConfig vlan, OptionalInt maxMacs, String device, Optional<String> netns, PortFeatures features)
        implements PortConfig {
    @Override
    public String type() {
        return "packet";
    }
}
