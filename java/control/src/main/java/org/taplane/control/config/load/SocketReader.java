package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.taplane.control.config.DgramConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.SocketAddressConfig;
import org.taplane.control.config.SocketPortConfig;
import org.taplane.control.config.StreamConfig;
import org.taplane.control.config.VhostUserConfig;
import org.taplane.control.config.VlanConfig;

/** Reads ports of the types {@code stream}, {@code dgram} and {@code vhost-user}. */
final class SocketReader {
    private static final List<String> ENDS = List.of("listen", "connect");
    private static final ValueReader<Integer> QUEUES =
            Values.number("a number of queues", 1, VhostUserConfig.MAX_QUEUES);

    private final String name;
    private final Section port;
    private final DaemonScope scope;
    private final Problems problems;

    SocketReader(String name, Section port, DaemonScope scope, Problems problems) {
        this.name = name;
        this.port = port;
        this.scope = scope;
        this.problems = problems;
    }

    Optional<PortConfig> readStream() {
        Optional<SocketAddressConfig> listen = port.optional("listen", SocketAddresses.LOCAL);
        Optional<SocketAddressConfig> connect = port.optional("connect", SocketAddresses.REMOTE);
        requireOneEnd();
        listen.ifPresent(address -> claim("stream", "listen", address));
        Optional<SocketAddressConfig> address = listen.or(() -> connect);
        Optional<Integer> mode = mode(listen, "listen");
        Optional<Integer> mtu = mtu();
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        return port.close(() -> new StreamConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                listen.isPresent() ? StreamConfig.Role.LISTEN : StreamConfig.Role.CONNECT,
                address.orElseThrow(),
                mtu.orElseThrow(),
                mode.orElseThrow(),
                features.orElseThrow()));
    }

    Optional<PortConfig> readVhostUser() {
        Optional<SocketAddressConfig.Unix> listen = path("listen");
        Optional<SocketAddressConfig.Unix> connect = path("connect");
        requireOneEnd();
        listen.ifPresent(address -> claim("unix", "listen", address));
        Optional<SocketAddressConfig.Unix> path = listen.or(() -> connect);
        Optional<Integer> mode = mode(listen.map(Function.identity()), "listen");
        Optional<Integer> queues = port.optional("queues", QUEUES, VhostUserConfig.DEFAULT_QUEUES);
        Optional<Integer> mtu = mtu();
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        return port.close(() -> new VhostUserConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                listen.isPresent() ? StreamConfig.Role.LISTEN : StreamConfig.Role.CONNECT,
                path.orElseThrow(),
                queues.orElseThrow(),
                mtu.orElseThrow(),
                mode.orElseThrow(),
                features.orElseThrow()));
    }

    /** Descriptors go by unix sockets alone. */
    private Optional<SocketAddressConfig.Unix> path(String key) {
        return port.optional(key, SocketAddresses.PATH);
    }

    private void requireOneEnd() {
        if (ENDS.stream().filter(port::has).count() != 1) {
            problems.report(
                    port.has("connect") ? port.keyAt("connect") : port.at(),
                    port.has("connect")
                            ? "port " + Wording.brief(name) + " has both listen and connect"
                            : "port " + Wording.brief(name) + " has neither listen nor connect",
                    "one of them: where the port waits for a peer, or where a peer waits for the port");
        }
    }

    Optional<PortConfig> readDgram() {
        Optional<SocketAddressConfig> local = port.required("local", SocketAddresses.LOCAL_RULE, SocketAddresses.LOCAL);
        Optional<SocketAddressConfig> remote =
                port.required("remote", SocketAddresses.REMOTE_RULE, SocketAddresses.REMOTE);
        local.ifPresent(address -> claim("dgram", "local", address));
        local.ifPresent(from -> remote.ifPresent(to -> requireTheSameKind(from, to)));
        Optional<Integer> mode = mode(local, "local");
        Optional<Integer> mtu = mtu();
        Optional<VlanConfig> vlan = PortReader.vlan(port);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<PortFeatures> features = FeaturesReader.ofLink(port);
        return port.close(() -> new DgramConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                local.orElseThrow(),
                remote.orElseThrow(),
                mtu.orElseThrow(),
                mode.orElseThrow(),
                features.orElseThrow()));
    }

    private void requireTheSameKind(SocketAddressConfig local, SocketAddressConfig remote) {
        if (local.equals(remote)) {
            problems.report(port.valueAt("remote"), "remote is the same as local", "an address that is the peer's own");
        } else if (!kind(local).equals(kind(remote))) {
            problems.report(
                    port.valueAt("remote"),
                    "remote is " + kind(remote) + ", but local is " + kind(local),
                    kind(local) + " for both");
        }
    }

    private static String kind(SocketAddressConfig address) {
        return switch (address) {
            case SocketAddressConfig.Unix _ -> "a path";
            case SocketAddressConfig.Inet(InetAddress host, int _) -> "an " + IpAddresses.family(host) + " address";
        };
    }

    private void claim(String type, String key, SocketAddressConfig address) {
        String protocol = address instanceof SocketAddressConfig.Unix ? "unix" : type;
        scope.sockets.claim(
                new DaemonScope.Socket(protocol, address),
                "the address " + Wording.brief(address.toString()),
                port.valueAt(key),
                problems);
    }

    private Optional<Integer> mtu() {
        return port.optional("mtu", PortReader.MTU, SocketPortConfig.DEFAULT_MTU);
    }

    /** Empty only if it was rejected. */
    private Optional<Integer> mode(Optional<SocketAddressConfig> bound, String key) {
        if (port.has("mode") && !(bound.orElse(null) instanceof SocketAddressConfig.Unix)) {
            problems.report(
                    port.keyAt("mode"),
                    "mode is for a file that the port makes",
                    "no mode, or a path as the value of " + key);
        }
        return port.optional("mode", SocketAddresses.MODE, SocketPortConfig.DEFAULT_MODE);
    }
}
