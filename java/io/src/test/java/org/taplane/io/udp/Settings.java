package org.taplane.io.udp;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.device.Reception;

/** The settings that the tests of this package start from. */
final class Settings {
    static final int PORT = 4789;
    static final int MTU = 1430;
    static final SourcePorts SOURCE_PORTS = new SourcePorts(49_152, 65_535, 16);

    private Settings() {}

    /** For the one port of a test: a fault fails it. */
    static Reception reception(Port port) {
        return new Reception(0, port.counters(), (number, fault) -> {
            throw new AssertionError("a fault while receiving", fault);
        });
    }

    static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    static TunnelSettings tunnel(
            String local, List<String> remotes, Optional<String> group, OptionalInt dscp, int mtu) {
        return new TunnelSettings(
                address(local),
                VniMap.single(KernelPeer.VNI),
                remotes.stream().map(Settings::address).toList(),
                group.map(Settings::address),
                false,
                false,
                dscp,
                mtu);
    }

    static TunnelSettings tunnel(String local, String remote) {
        return tunnel(local, List.of(remote), Optional.empty(), OptionalInt.of(0), MTU);
    }

    static SenderSettings sender(String local, boolean zeroChecksum) {
        return new SenderSettings(
                address(local), PORT, SOURCE_PORTS, 64, OptionalInt.empty(), zeroChecksum, Optional.empty());
    }

    static EndpointSettings endpoint(String local, boolean zeroChecksum) {
        return new EndpointSettings(address(local), PORT, zeroChecksum, List.of());
    }

    /** Datagrams to a group leave by the underlay's device. */
    static SenderSettings multicastSender(String local) {
        return new SenderSettings(
                address(local), PORT, SOURCE_PORTS, 64, OptionalInt.empty(), false, Optional.of(KernelPeer.UNDERLAY));
    }

    static EndpointSettings endpoint(String local, String group) {
        return new EndpointSettings(
                address(local), PORT, false, List.of(new EndpointSettings.Group(address(group), KernelPeer.UNDERLAY)));
    }
}
