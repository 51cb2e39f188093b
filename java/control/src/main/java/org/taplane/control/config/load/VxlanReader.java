package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.OuterHeaderConfig;
import org.taplane.control.config.OuterHeaderConfig.Tos;
import org.taplane.control.config.OuterHeaderConfig.UdpChecksum;
import org.taplane.control.config.PathMtu;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.SourcePorts;
import org.taplane.control.config.Underlay;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.dataplane.tunnel.OuterSettings;

/** Reads a port of type {@code vxlan}. */
final class VxlanReader {
    private static final ValueReader<Integer> UDP_PORT =
            Values.number("a UDP port", OuterSettings.MIN_UDP_PORT, OuterSettings.MAX_UDP_PORT);
    private static final ValueReader<Integer> TTL =
            Values.number("a TTL", OuterSettings.MIN_TTL, OuterSettings.MAX_TTL);
    private static final ValueReader<Integer> TOS = Values.number("inherit, or a TOS octet", 0, OuterSettings.MAX_TOS);
    private static final ValueReader<UdpChecksum> UDP_CHECKSUM = Values.choice(
            List.of("auto", "zero", "filled"), word -> UdpChecksum.valueOf(word.toUpperCase(Locale.ROOT)));

    private static final ValueReader<PathMtu> PATH_MTU =
            Values.choice(List.of("tell", "drop"), word -> PathMtu.valueOf(word.toUpperCase(Locale.ROOT)));

    private final Section port;
    private final DaemonScope scope;
    private final Problems problems;

    VxlanReader(Section port, DaemonScope scope, Problems problems) {
        this.port = port;
        this.scope = scope;
        this.problems = problems;
    }

    Optional<PortConfig> read(String name) {
        Optional<InetAddress> local = port.required("local", "the tunnel's own IP address", IpAddresses.UNICAST);
        Optional<Integer> udpPort = port.optional("udp-port", UDP_PORT, VxlanConfig.DEFAULT_UDP_PORT);
        Optional<VxlanPeers> peers = new PeersReader(port, local, problems).read();
        Optional<VniConfig> vnis = new VniReader(port, problems, vniClaim(local, udpPort)).read();
        Optional<VlanConfig> vlan = VniReader.vlan(port, vnis);
        OptionalInt maxMacs = PortReader.maxMacs(port);
        Optional<OuterHeaderConfig> outer = outer();
        Optional<Underlay> underlay = new UnderlayReader(port, scope, problems).read(local, udpPort);
        Optional<Boolean> learning = port.optional("learning", Values.FLAG, true);
        Optional<Boolean> acceptAnyRemote = port.optional("accept-any-remote", Values.FLAG, false);
        Optional<Boolean> strictReserved = port.optional("strict-reserved", Values.FLAG, false);
        Optional<PathMtu> pathMtu = port.optional("path-mtu", PATH_MTU, PathMtu.TELL);
        Optional<Integer> mtu = port.optional("mtu", PortReader.MTU);
        Optional<PortFeatures> features = FeaturesReader.ofTunnel(port);
        return port.close(() -> new VxlanConfig(
                name,
                vlan.orElseThrow(),
                maxMacs,
                local.orElseThrow(),
                udpPort.orElseThrow(),
                peers.orElseThrow(),
                vnis.orElseThrow(),
                outer.orElseThrow(),
                underlay.orElseThrow(),
                learning.orElseThrow(),
                acceptAnyRemote.orElseThrow(),
                strictReserved.orElseThrow(),
                pathMtu.orElseThrow(),
                mtu.map(OptionalInt::of).orElse(OptionalInt.empty()),
                features.orElseThrow()));
    }

    private Optional<OuterHeaderConfig> outer() {
        int before = problems.count();
        Optional<Integer> ttl = port.optional("ttl", TTL, OuterHeaderConfig.DEFAULT_TTL);
        Optional<Tos> tos = port.optional("tos", VxlanReader::tos, new Tos.Fixed(0));
        Optional<UdpChecksum> checksum = port.optional("udp-checksum", UDP_CHECKSUM, UdpChecksum.AUTO);
        Optional<SourcePorts> sourcePorts = SourcePortsReader.read(port, problems);
        return problems.unlessSince(
                before,
                () -> new OuterHeaderConfig(
                        ttl.orElseThrow(), tos.orElseThrow(), checksum.orElseThrow(), sourcePorts.orElseThrow()));
    }

    private static Optional<Tos> tos(YamlNode node, Problems problems) {
        return node instanceof Scalar scalar && scalar.text().equals("inherit")
                ? Optional.of(new Tos.Inherit())
                : TOS.read(node, problems).map(Tos.Fixed::new);
    }

    /** Two tunnels of one endpoint cannot share a VNI: datagrams are told apart by nothing else. */
    private ValueReader<Integer> vniClaim(Optional<InetAddress> local, Optional<Integer> udpPort) {
        return (node, into) -> {
            Optional<Integer> vni = VniReader.VNI.read(node, into);
            vni.ifPresent(found -> local.ifPresent(address -> udpPort.ifPresent(number ->
                    scope.vnis.claim(new DaemonScope.Vni(address, number, found), "VNI " + found, node.at(), into))));
            return vni;
        };
    }
}
