package org.taplane.control.config.load;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.TapAccess;
import org.taplane.control.config.VlanConfig;

/** Reads a port of type {@code tap} whose queues a guest opens: an owner or a group says so. */
final class GuestTapReader {
    private GuestTapReader() {}

    static boolean isGuest(Section port) {
        return port.has("owner") || port.has("group");
    }

    /** What a device of the daemon's own does not have. */
    static void refuse(Section port, Problems problems) {
        for (String key : List.of("persist", "multi-queue")) {
            port.optional(key, Values.FLAG)
                    .ifPresent(_ -> problems.report(
                            port.keyAt(key),
                            key + " is for the TAP device of a virtual machine",
                            "an owner or a group, who may open the device"));
        }
    }

    static Optional<PortConfig> read(String name, Section port, Problems problems) {
        Optional<String> owner = port.optional("owner", Names.ACCOUNT);
        Optional<String> group = port.optional("group", Names.ACCOUNT);
        Optional<Boolean> multiQueue = port.optional("multi-queue", Values.FLAG, false);
        Optional<Boolean> persist = port.optional("persist", Values.FLAG, false);
        Optional<String> netns = port.optional("netns", Names.NAMESPACE);
        Optional<Integer> mtu = port.optional("mtu", PortReader.MTU, OwnDeviceConfig.DEFAULT_MTU);
        Optional<OnMissing> onMissing = PortReader.onMissing(port);
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        return port.close(() -> new GuestTapConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                netns,
                mtu.orElseThrow(),
                persist.orElseThrow(),
                new TapAccess(owner, group, multiQueue.orElseThrow()),
                onMissing.orElseThrow(),
                features.orElseThrow()));
    }
}
