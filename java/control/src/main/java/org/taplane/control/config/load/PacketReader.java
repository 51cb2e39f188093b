package org.taplane.control.config.load;

import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.VlanConfig;

/** Reads a port of type {@code packet}. */
final class PacketReader {
    private PacketReader() {}

    static Optional<PortConfig> read(String name, Section port, DaemonScope scope, Problems problems) {
        Optional<String> device = port.required("device", "the name of an interface", Names.INTERFACE);
        Optional<String> netns = port.optional("netns", Names.NAMESPACE);
        Optional<OnMissing> onMissing = PortReader.onMissing(port);
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        device.ifPresent(found -> scope.devices.claim(
                new DaemonScope.Device(netns, found), "device " + found, port.valueAt("device"), problems));
        return port.close(() -> new PacketConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                device.orElseThrow(),
                netns,
                onMissing.orElseThrow(),
                features.orElseThrow()));
    }
}
