package org.taplane.control.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A pair of veth devices: the station has one end and the daemon the other. See {@link OwnDeviceConfig} for the components,
 * which are of the station's end.
 */
public record VethConfig(
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
    public VethConfig {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    @Override
    public String type() {
        return "veth";
    }
}
