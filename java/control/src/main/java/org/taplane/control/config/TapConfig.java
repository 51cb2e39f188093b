package org.taplane.control.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A TAP device that the daemon makes; see {@link OwnDeviceConfig} for its components. */
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
        implements OwnDeviceConfig {
    public TapConfig {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    @Override
    public String type() {
        return "tap";
    }
}
