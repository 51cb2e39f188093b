package org.taplane.control.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A port whose device the daemon makes for a station: an interface of a namespace, with addresses. */
public sealed interface OwnDeviceConfig extends PortConfig permits TapConfig, VethConfig {
    int DEFAULT_MTU = 1500;

    /** The network namespace that the device is made in, by its name in {@code /run/netns} or by an absolute path. */
    Optional<String> netns();

    /** The interface's name there; empty: the port's. */
    Optional<String> device();

    /** What the device is given; no two alike. */
    List<InterfaceAddress> addresses();

    /** Routes by the device. */
    List<InterfaceRoute> routes();

    /** Of the device: the longest packet without the Ethernet header. */
    int mtu();

    /** Of the device, unicast and not zero, the first octet in bits 47 to 40; empty: the kernel chooses. */
    OptionalLong mac();

    /** What becomes of a start at which the device cannot be made. */
    OnMissing onMissing();

    /** What a command attached the port to, in that command's words; empty for a port of the configuration. */
    Optional<String> attached();

    /** The interface's name. */
    default String deviceName() {
        return device().orElse(name());
    }

    /** Whether one device can be brought into the other's settings. */
    default boolean hasSamePlace(OwnDeviceConfig other) {
        return getClass() == other.getClass() && netns().equals(other.netns()) && device().equals(other.device());
    }
}
