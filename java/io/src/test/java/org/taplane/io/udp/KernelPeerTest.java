package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.tunnel.Tunnel;

/** Against the kernel's own vxlan device, over a veth. */
class KernelPeerTest {
    private static Station unicast(KernelPeer peer, boolean zeroChecksum) {
        return peer.here()
                .call(() -> new Station(
                        new Tunnel(Settings.tunnel(peer.local, peer.remote)),
                        Settings.sender(peer.local, zeroChecksum),
                        Settings.endpoint(peer.local, zeroChecksum)));
    }

    private static Station multicast(KernelPeer peer) {
        return peer.here()
                .call(() -> new Station(
                        new Tunnel(Settings.tunnel(
                                peer.local, List.of(), Optional.of(peer.group), OptionalInt.of(0), Settings.MTU)),
                        Settings.multicastSender(peer.local),
                        Settings.endpoint(peer.local, peer.group)));
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
                Station station = multicast(peer)) {
            assertPing(station);
        }
    }
}
