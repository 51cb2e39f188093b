package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.tunnel.Tunnel;

/** What the underlay sees of a tunnel's datagrams. */
class OuterHeaderTest {
    private static final int ETHERNET = 14;
    private static final int DONT_FRAGMENT = 0x4000;
    /** ECT(1): what is inside is outside, whatever the DSCP (RFC 6040 section 4.1). */
    private static final int ECN = 1;

    private static final byte[] FRAME = Frames.ping(KernelPeer.TUNNEL_MAC, 0xb8 | ECN, 100);

    private static boolean isTunnel(ByteBuffer frame) {
        return switch (frame.getShort(12) & 0xffff) {
            case 0x0800 -> frame.get(ETHERNET + 9) == 17 && frame.getShort(ETHERNET + 20 + 2) == Settings.PORT;
            case 0x86dd -> frame.get(ETHERNET + 6) == 17 && frame.getShort(ETHERNET + 40 + 2) == Settings.PORT;
            default -> false;
        };
    }

    /** Sends one frame and returns what the other host sees. */
    private static ByteBuffer sent(boolean ipv6, SenderOptions options) {
        try (KernelPeer peer = KernelPeer.start(ipv6, "remote $local");
                Capture capture = new Capture(peer.there());
                Station station = station(peer, options)) {
            station.send(FRAME);
            return capture.await(OuterHeaderTest::isTunnel);
        }
    }

    private record SenderOptions(int ttl, OptionalInt dscp, boolean zeroChecksum, boolean group) {
        static final SenderOptions USUAL = new SenderOptions(64, OptionalInt.of(0), false, false);
    }

    private static Station station(KernelPeer peer, SenderOptions options) {
        Optional<String> group = options.group() ? Optional.of(peer.group) : Optional.empty();
        SenderSettings sender = new SenderSettings(
                Settings.address(peer.local),
                Settings.PORT,
                Settings.SOURCE_PORTS,
                options.ttl(),
                options.dscp(),
                options.zeroChecksum(),
                group.map(any -> KernelPeer.UNDERLAY));
        return peer.here()
                .call(() -> new Station(
                        new Tunnel(Settings.tunnel(
                                peer.local,
                                options.group() ? List.of() : List.of(peer.remote),
                                group,
                                options.dscp(),
                                Settings.MTU)),
                        sender,
                        Settings.endpoint(peer.local, options.zeroChecksum())));
    }

    @Test
    void ipv4() {
        ByteBuffer frame = sent(false, SenderOptions.USUAL);
        int udp = ETHERNET + 20;

        assertThat(frame.get(ETHERNET + 8)).as("TTL").isEqualTo((byte) 64);
        assertThat(frame.get(ETHERNET + 1)).as("TOS").isEqualTo((byte) ECN);
        assertThat(frame.getShort(ETHERNET + 6)).as("flags").isEqualTo((short) DONT_FRAGMENT);
        assertThat(frame.getShort(udp) & 0xffff).as("source port").isBetween(49_152, 65_535);
        assertThat(frame.getShort(udp + 6)).as("checksum").isNotZero();
        assertThat(frame.getLong(udp + 8)).as("VXLAN").isEqualTo(0x0800_0000_0000_2a00L);
        assertThat(frame.slice(udp + 16, FRAME.length)).isEqualTo(ByteBuffer.wrap(FRAME));
    }

    @Test
    void ipv6() {
        ByteBuffer frame = sent(true, SenderOptions.USUAL);
        int udp = ETHERNET + 40;

        assertThat(frame.getInt(ETHERNET) >>> 20).as("version and class").isEqualTo(0x600 | ECN);
        assertThat(frame.get(ETHERNET + 7)).as("hop limit").isEqualTo((byte) 64);
        assertThat(frame.getShort(udp) & 0xffff).as("source port").isBetween(49_152, 65_535);
        assertThat(frame.getShort(udp + 6)).as("checksum").isNotZero();
        assertThat(frame.getLong(udp + 8)).as("VXLAN").isEqualTo(0x0800_0000_0000_2a00L);
        assertThat(frame.slice(udp + 16, FRAME.length)).isEqualTo(ByteBuffer.wrap(FRAME));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aZeroChecksumIsZero(boolean ipv6) {
        ByteBuffer frame = sent(ipv6, new SenderOptions(64, OptionalInt.of(0), true, false));

        assertThat(frame.getShort(ETHERNET + (ipv6 ? 40 : 20) + 6)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ttlAndDscpAreAsConfigured(boolean ipv6) {
        ByteBuffer frame = sent(ipv6, new SenderOptions(7, OptionalInt.of(0x28), false, false));

        assertThat(frame.get(ETHERNET + (ipv6 ? 7 : 8))).isEqualTo((byte) 7);
        assertThat(tos(frame, ipv6)).isEqualTo(0x28 | ECN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInheritedTosIsTheInnerOne(boolean ipv6) {
        ByteBuffer frame = sent(ipv6, new SenderOptions(64, OptionalInt.empty(), false, false));

        assertThat(tos(frame, ipv6)).isEqualTo(0xb8 | ECN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGroupIsReachedWithTheSameTtl(boolean ipv6) {
        ByteBuffer frame = sent(ipv6, new SenderOptions(7, OptionalInt.of(0), false, true));

        assertThat(frame.get(ETHERNET + (ipv6 ? 7 : 8))).isEqualTo((byte) 7);
        assertThat(frame.get(0) & 1).as("group bit").isOne();
    }

    private static int tos(ByteBuffer frame, boolean ipv6) {
        return ipv6 ? frame.getInt(ETHERNET) >>> 20 & 0xff : frame.get(ETHERNET + 1) & 0xff;
    }
}
