package org.taplane.control.config.load;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.taplane.control.config.InterfaceAddress;
import org.taplane.control.config.InterfaceRoute;
import org.taplane.control.config.yaml.YamlNode;

/** Reads a route of a port's device. */
final class RouteReader {
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");

    private RouteReader() {}

    static Optional<InterfaceRoute> read(YamlNode node, Problems problems) {
        return Section.open("routes", node, problems).flatMap(route -> {
            Optional<InterfaceAddress> to = route.optional("to", IpAddresses.NETWORK);
            Optional<InetAddress> via = route.optional("via", IpAddresses.GATEWAY);
            if (!route.has("to") && !route.has("via")) {
                problems.report(
                        route.at(), "neither to nor via is given", "via: GATEWAY, to: NETWORK, or both of a family");
            }
            if (to.isPresent()
                    && via.isPresent()
                    && !IpAddresses.sameFamily(to.get().address(), via.get())) {
                problems.report(
                        route.valueAt("via"),
                        "a gateway of " + IpAddresses.family(via.get()) + " leads to no network of "
                                + IpAddresses.family(to.get().address()),
                        "both of a family");
            }
            return route.close(() -> new InterfaceRoute(to.orElseGet(() -> everywhere(via.orElseThrow())), via));
        });
    }

    private static InterfaceAddress everywhere(InetAddress via) {
        return new InterfaceAddress(via instanceof Inet4Address ? ANY_IPV4 : ANY_IPV6, 0);
    }
}
