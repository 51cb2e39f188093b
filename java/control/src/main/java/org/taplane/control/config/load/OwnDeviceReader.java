package org.taplane.control.config.load;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.control.config.InterfaceAddress;
import org.taplane.control.config.InterfaceRoute;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VethConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.dataplane.port.Mtu;

/** Reads a port of type {@code tap} or {@code veth}, whose device the daemon makes. */
final class OwnDeviceReader {
    /** The least that IPv6 needs of a link (RFC 8200 section 5); below it the kernel refuses IPv6 addresses. */
    private static final int LEAST_IPV6_MTU = 1280;

    private OwnDeviceReader() {}

    /** The record of a type: all have the same components. */
    private interface Type {
        PortConfig of(
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
                PortFeatures features);
    }

    static Optional<PortConfig> readTap(String name, Section port, Problems problems) {
        return read(name, port, problems, TapConfig::new, () -> GuestTapReader.refuse(port, problems));
    }

    static Optional<PortConfig> readVeth(String name, Section port, Problems problems) {
        return read(name, port, problems, VethConfig::new, () -> {});
    }

    /** @param ownKeys reads the keys that ports of this type have besides */
    private static Optional<PortConfig> read(
            String name, Section port, Problems problems, Type type, Runnable ownKeys) {
        Optional<String> netns = port.optional("netns", Names.NAMESPACE);
        Optional<String> device = port.optional("device", Names.INTERFACE);
        Optional<List<InterfaceAddress>> addresses = port.optional("address", OwnDeviceReader::addresses, List.of());
        Optional<List<InterfaceRoute>> routes =
                port.optional("routes", Values.list("routes", RouteReader::read), List.of());
        Optional<Integer> mtu = port.optional("mtu", PortReader.MTU, OwnDeviceConfig.DEFAULT_MTU);
        Optional<Long> mac = port.optional("mac", MacAddresses.UNICAST);
        Optional<OnMissing> onMissing = PortReader.onMissing(port);
        Optional<String> attached = port.optional("attached", Names.LABEL);
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        ownKeys.run();
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        if (mtu.orElse(LEAST_IPV6_MTU) < LEAST_IPV6_MTU && addresses.stream().anyMatch(OwnDeviceReader::anyIpv6)) {
            problems.report(
                    port.valueAt("mtu"),
                    "the MTU is too small for the port's IPv6 address",
                    "an MTU from " + LEAST_IPV6_MTU + " to " + Mtu.MAX);
        }
        return port.close(() -> type.of(
                name,
                vlan.orElseThrow(),
                maxMacs,
                netns,
                device,
                addresses.orElseThrow(),
                routes.orElseThrow(),
                mtu.orElseThrow(),
                mac.map(OptionalLong::of).orElse(OptionalLong.empty()),
                onMissing.orElseThrow(),
                attached,
                features.orElseThrow()));
    }

    private static Optional<List<InterfaceAddress>> addresses(YamlNode node, Problems problems) {
        Unique<InetAddress> unique = new Unique<>("each address once");
        ValueReader<InterfaceAddress> item = (text, into) -> {
            Optional<InterfaceAddress> address = IpAddresses.WITH_PREFIX.read(text, into);
            address.ifPresent(found -> unique.claim(found.address(), "address " + found, text.at(), into));
            return address;
        };
        return Values.list("addresses with prefix lengths", item).read(node, problems);
    }

    private static boolean anyIpv6(List<InterfaceAddress> addresses) {
        return addresses.stream().anyMatch(address -> address.address() instanceof Inet6Address);
    }
}
