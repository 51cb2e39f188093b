package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taplane.control.config.Underlay;

/** Reads how a tunnel reaches the network, and whether the rest of the port allows it. */
final class UnderlayReader {
    private static final ValueReader<Underlay> UNDERLAY =
            Values.choice(List.of("socket", "tap"), word -> Underlay.valueOf(word.toUpperCase(Locale.ROOT)));

    private final Section port;
    private final DaemonScope scope;
    private final Problems problems;

    UnderlayReader(Section port, DaemonScope scope, Problems problems) {
        this.port = port;
        this.scope = scope;
        this.problems = problems;
    }

    Optional<Underlay> read(Optional<InetAddress> local, Optional<Integer> udpPort) {
        Optional<Underlay> underlay = port.optional("underlay", UNDERLAY, Underlay.SOCKET);
        underlay.ifPresent(
                kind -> local.ifPresent(address -> udpPort.ifPresent(number -> check(kind, address, number))));
        return underlay;
    }

    private void check(Underlay underlay, InetAddress local, int udpPort) {
        requireShareable(new DaemonScope.Endpoint(underlay, udpPort), local);
        if (underlay == Underlay.TAP) {
            requireRoutable(local);
            requireNoGroup();
        }
    }

    /** Packets for one address take one way. Behind a TAP device there is one endpoint. */
    private void requireShareable(DaemonScope.Endpoint endpoint, InetAddress local) {
        DaemonScope.Endpoint first = scope.endpoints.computeIfAbsent(local, address -> endpoint);
        if (first.underlay() != endpoint.underlay()) {
            problems.report(
                    port.keyAt("underlay"),
                    "another tunnel has local " + local.getHostAddress() + " with underlay " + word(first.underlay()),
                    "one underlay for all tunnels of a local address");
        } else if (endpoint.underlay() == Underlay.TAP && first.udpPort() != endpoint.udpPort()) {
            problems.report(
                    port.keyAt("udp-port"),
                    "another tunnel has local " + local.getHostAddress() + " with udp-port " + first.udpPort(),
                    "one UDP port for all tunnels of a local address with underlay tap");
        }
    }

    private void requireRoutable(InetAddress local) {
        if (local.isLoopbackAddress()) {
            problems.report(
                    port.valueAt("local"),
                    "no router forwards packets to " + local.getHostAddress(),
                    "an address that the host can route to, with underlay tap");
        }
    }

    private void requireNoGroup() {
        if (port.has("group")) {
            problems.report(
                    port.keyAt("group"), "group cannot be combined with underlay tap", "remotes, or underlay: socket");
        }
    }

    private static String word(Underlay underlay) {
        return underlay.name().toLowerCase(Locale.ROOT);
    }
}
