package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.vxlan.TunnelSettings;
import org.taplane.dataplane.vxlan.VniMap;
import org.taplane.dataplane.vxlan.VtepAddress;
import org.taplane.dataplane.vxlan.VxlanTunnel;

/** Against the kernel's own vxlan device, over a veth. */
class KernelPeerTest {
    private static final int PORT = 4789;

    private static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    private static Station unicast(KernelPeer peer, boolean zeroChecksum) {
        return station(peer, List.of(address(peer.remote)), Optional.empty(), zeroChecksum, false);
    }

    private static Station station(
            KernelPeer peer,
            List<VtepAddress> remotes,
            Optional<VtepAddress> group,
            boolean zeroChecksum,
            boolean tos) {
        VtepAddress local = address(peer.local);
        TunnelSettings tunnel =
                new TunnelSettings(local, VniMap.single(KernelPeer.VNI), remotes, group, false, false, tos, 1430);
        SenderSettings sender =
                new SenderSettings(local, PORT, 64, OptionalInt.empty(), zeroChecksum, group.map(any -> "under"));
        List<EndpointSettings.Group> groups = group.stream()
                .map(one -> new EndpointSettings.Group(one, "under"))
                .toList();
        return peer.here()
                .call(() -> new Station(
                        new VxlanTunnel(tunnel), sender, new EndpointSettings(local, PORT, zeroChecksum, groups)));
    }

    private static void assertPing(Station station) {
        station.send(Frames.arpRequest());
        Station.Frame reply = station.await(Frames::isArpReply);
        byte[] request = Frames.ping(KernelPeer.TUNNEL_MAC, 0, 1000);
        station.send(1, request);
        Station.Frame echo = station.await(Frames::isEchoReply);

        assertThat(reply.remote()).isEqualTo(1);
        assertThat(echo.bytes(42, 1042)).isEqualTo(Arrays.copyOfRange(request, 42, 1042));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void answersArpAndPing(boolean ipv6, boolean zeroChecksum) {
        try (KernelPeer peer = KernelPeer.start(ipv6, "remote $local udp6zerocsumrx");
                Station station = unicast(peer, zeroChecksum)) {
            assertPing(station);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acceptsDatagramsWithoutAChecksum(boolean ipv6) {
        try (KernelPeer peer = KernelPeer.start(ipv6, "remote $local noudpcsum udp6zerocsumtx udp6zerocsumrx");
                Station station = unicast(peer, true)) {
            assertPing(station);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void floodsToTheGroupAndLearnsItsMembers(boolean ipv6) {
        try (KernelPeer peer = KernelPeer.start(ipv6, "group $group");
                Station station = station(peer, List.of(), Optional.of(address(peer.group)), false, false)) {
            assertPing(station);
        }
    }
}
