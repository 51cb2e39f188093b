package org.taplane.control.config;

import java.util.OptionalInt;

/** One port of a bridge. */
public sealed interface PortConfig
        permits OwnDeviceConfig, GuestTapConfig, PacketConfig, VxlanConfig, SocketPortConfig {
    /** Unique in the daemon, and a legal interface name whatever the type of the port. */
    String name();

    VlanConfig vlan();

    /** Bound of the port's share of the MAC table, static entries included; empty: the table's own bound. */
    OptionalInt maxMacs();

    PortFeatures features();

    /** Whether source addresses are learned on the port. */
    default boolean learning() {
        return true;
    }

    /** The type as users write and read it: {@code tap}, {@code veth}, {@code packet}, {@code vxlan}, {@code stream} or {@code dgram}. */
    String type();
}
