package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.io.sys.SysException;
import org.taplane.wire.VirtioNetHdr;

/** Endpoints of our own, two of them in one namespace. */
class EndpointTest {
    private static final String LEFT = "127.0.0.1";
    private static final String RIGHT = "127.0.0.2";

    private final Namespace host = new Namespace();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Station station(String local, String remote, boolean zeroChecksum) {
        return station(Settings.tunnel(local, remote), local, zeroChecksum);
    }

    private Station station(TunnelSettings tunnel, String local, boolean zeroChecksum) {
        return host.netns()
                .call(() -> new Station(
                        new Tunnel(tunnel),
                        Settings.sender(local, zeroChecksum),
                        Settings.endpoint(local, zeroChecksum)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLongFrameArrivesCut(boolean zeroChecksum) {
        int payload = 65_000;
        try (Station left = station(LEFT, RIGHT, zeroChecksum);
                Station right = station(RIGHT, LEFT, zeroChecksum)) {
            left.send(frame -> requestCut(left.burst(), frame), Frames.tcp(payload));
            ByteBuffer joined = ByteBuffer.allocate(payload);
            while (joined.hasRemaining()) {
                Station.Frame segment = right.await(Frames::isTcp);
                joined.put(segment.bytes(Frames.TCP_PAYLOAD, segment.length()));
            }

            byte[] expected = new byte[payload];
            ByteBuffer.wrap(Frames.tcp(payload)).get(Frames.TCP_PAYLOAD, expected);
            assertThat(joined.array()).isEqualTo(expected);
            assertThat(left.port.counters().txFrames()).isEqualTo(1);
        }
    }

    /** A burst has 64 frames: that one read brings more is the kernel's doing. */
    @Test
    void oneReadBringsAWholeRun() {
        try (Station left = station(LEFT, RIGHT, false);
                Station right = station(RIGHT, LEFT, false)) {
            left.send(Frames.ping(KernelPeer.TUNNEL_MAC, 0, 100));
            left.send(Stream.generate(() -> Frames.udp(1000)).limit(64).toArray(byte[][]::new));

            assertThat(right.drain()).hasSize(65);
        }
    }

    /** Frames that claim to go on behind their datagram: in a bundle, the first could swallow what follows. */
    private static byte[][] ambiguousRun() {
        byte[] greedy = Frames.udp(1000);
        ByteBuffer.wrap(greedy).putShort(Frames.IP_LENGTH, (short) (2 * greedy.length));
        return Collections.nCopies(10, greedy).toArray(byte[][]::new);
    }

    @Test
    void aBundleThatCouldBeEitherIsDroppedAndTheLastForAWhile() {
        byte[][] run = ambiguousRun();
        try (Station left = station(LEFT, RIGHT, false);
                Station right = station(RIGHT, LEFT, false)) {
            left.send(run);
            assertThat(right.drain()).isEmpty();
            assertThat(right.port.counters().drops(DropReason.VXLAN_AMBIGUOUS)).isEqualTo(10);

            left.send(run);
            assertThat(right.drain()).hasSize(10);
        }
    }

    /** Whoever provokes it again and again has ever less of it. */
    @Test
    void coalescingIsTriedAgainAfterPausesThatDouble() {
        Duration instant = Duration.ofNanos(1);
        try (Station left = station(LEFT, RIGHT, false);
                Station right = station(RIGHT, LEFT, false)) {
            for (Duration pause = Coalescing.FIRST_PAUSE;
                    pause.compareTo(Coalescing.LONGEST_PAUSE) < 0;
                    pause = pause.multipliedBy(2)) {
                requirePause(left, right, pause);
            }
            requirePause(left, right, Coalescing.LONGEST_PAUSE);
            requirePause(left, right, Coalescing.LONGEST_PAUSE);
            right.pass(Coalescing.LONGEST_PAUSE.plus(instant));
            requirePause(left, right, Coalescing.FIRST_PAUSE);
        }
    }

    private static void requirePause(Station left, Station right, Duration pause) {
        left.send(ambiguousRun());
        assertThat(right.drain()).isEmpty();
        right.pass(pause.minusNanos(1));
        assertThat(coalesces(left, right)).as("before %s are over", pause).isFalse();
        right.pass(Duration.ofNanos(1));
        assertThat(coalesces(left, right)).as("after %s", pause).isTrue();
    }

    /** A read brings more than a burst only if the kernel coalesced. */
    private static boolean coalesces(Station left, Station right) {
        right.drain(); // a pause ends with a read
        left.send(Frames.ping(KernelPeer.TUNNEL_MAC, 0, 100));
        left.send(Stream.generate(() -> Frames.udp(1000)).limit(64).toArray(byte[][]::new));
        int first = right.drain().size();
        right.drain();
        return first == 65;
    }

    /** The kernel alone would count them with every other bad checksum of the machine. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDatagramWithoutAChecksumOverIpv6IsTakenOrCounted(boolean taken) {
        host.ip("addr add fd00:98::1/128 dev lo nodad");
        host.ip("addr add fd00:98::2/128 dev lo nodad");
        try (Station unchecked = station("fd00:98::1", "fd00:98::2", true);
                Station right = station("fd00:98::2", "fd00:98::1", taken)) {
            unchecked.send(Frames.udp(1000), Frames.udp(1001), Frames.udp(1002));

            assertThat(right.drain()).hasSize(taken ? 3 : 0);
            assertThat(right.port.counters().drops(DropReason.UDP_CHECKSUM_ZERO))
                    .isEqualTo(taken ? 0 : 3);
        }
    }

    /** A datagram's own byte is no mark of ours. */
    @Test
    void shortDatagramsOverIpv6AreTruncatedWhateverTheirLength() throws IOException {
        host.ip("addr add fd00:98::2/128 dev lo nodad");
        try (Station right = station("fd00:98::2", "fd00:98::1", false);
                DatagramSocket socket = host.netns().call(EndpointTest::anySocket)) {
            for (int length = 0; length < 8; length++) {
                socket.send(new DatagramPacket(
                        new byte[length], length, InetAddress.ofLiteral("fd00:98::2"), Settings.PORT));
            }

            assertThat(right.drain()).isEmpty();
            assertThat(right.port.counters().drops(DropReason.VXLAN_TRUNCATED)).isEqualTo(8);
        }
    }

    private static DatagramSocket anySocket() {
        try {
            return new DatagramSocket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requestCut(Burst burst, int frame) {
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(frame, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(frame, Settings.MTU - 40);
        burst.csumStart(frame, 34);
        burst.csumOffset(frame, 16);
        burst.headerLength(frame, Frames.TCP_PAYLOAD);
    }

    @Test
    void aFullBurstArrivesInOrder() {
        try (Station left = station(LEFT, RIGHT, false);
                Station right = station(RIGHT, LEFT, false)) {
            byte[][] frames = new byte[Burst.CAPACITY][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = Frames.ping(KernelPeer.TUNNEL_MAC, 0, i / 4);
            }
            left.send(frames);
            for (byte[] frame : frames) {
                assertThat(right.await(any -> true).length()).isEqualTo(frame.length);
            }
        }
    }

    @Test
    void whatThePathHasNoRoomForIsDroppedAndCounted() {
        host.ip("link set lo mtu 1500");
        TunnelSettings tooLong = Settings.tunnel(LEFT, List.of(RIGHT), Optional.empty(), OptionalInt.of(0), 9000);
        try (Station left = station(tooLong, LEFT, false)) {
            left.send(
                    Frames.ping(KernelPeer.TUNNEL_MAC, 0, 1450 - 28), Frames.ping(KernelPeer.TUNNEL_MAC, 0, 1450 - 27));

            assertThat(left.port.counters().txFrames()).isEqualTo(1);
            assertThat(left.port.counters().drops(DropReason.MTU_EXCEEDED)).isEqualTo(1);
        }
    }

    @Test
    void theMtuIsThePathsLessTheHeaders() {
        host.ip("link set lo mtu 1500");
        host.ip("addr add fd00:98::1/64 dev lo nodad");

        assertThat(mtu(LEFT, RIGHT)).isEqualTo(1450);
        assertThat(mtu("fd00:98::1", "fd00:98::1")).isEqualTo(1430);
    }

    private int mtu(String local, String remote) {
        return host.netns().call(() -> TunnelMtu.towards(Settings.address(local), Settings.address(remote)));
    }

    @Test
    void theMtuTowardsAGroupIsTheDevices() {
        host.ip("link set lo mtu 1400");
        int mtu = host.netns()
                .call(() -> TunnelMtu.towardsGroup(Settings.address(LEFT), Settings.address("239.1.1.1"), "lo"));

        assertThat(mtu).isEqualTo(1350);
    }

    @Test
    void aPortInUseIsRefusedInWords() {
        try (Station left = station(LEFT, RIGHT, false)) {
            assertThatThrownBy(() -> station(LEFT, RIGHT, false))
                    .isInstanceOf(SysException.class)
                    .hasMessageContaining("127.0.0.1 port 4789")
                    .hasMessageContaining("Address already in use");
            assertThat(left.drain()).isEmpty();
        }
    }

    @Test
    void anAddressThatIsNotOursIsRefused() {
        assertThatThrownBy(() -> station("10.99.99.99", RIGHT, false))
                .isInstanceOf(SysException.class)
                .hasMessageContaining("10.99.99.99");
    }

    @Test
    void aMissingDeviceIsRefused() {
        EndpointSettings settings = new EndpointSettings(
                Settings.address(LEFT),
                Settings.PORT,
                false,
                List.of(new EndpointSettings.Group(Settings.address("239.1.1.1"), "nowhere")));

        assertThatThrownBy(() -> host.netns().call(() -> VxlanEndpoint.open(settings, 1)))
                .isInstanceOf(SysException.class)
                .hasMessageContaining("\"nowhere\" does not exist");
    }

    /** Source ports differ, so that flows spread over the shards; what a shard gets, no other gets. */
    @Test
    void shardsShareWhatArrives() {
        int shards = 4;
        try (Station left = station(LEFT, RIGHT, false);
                UdpSender sender = host.netns().call(() -> UdpSender.open(Settings.sender(RIGHT, false)));
                VxlanEndpoint endpoint =
                        host.netns().call(() -> VxlanEndpoint.open(Settings.endpoint(RIGHT, false), shards))) {
            for (int i = 0; i < 200; i++) {
                left.send(Frames.udp(1000 + i));
            }
            List<Integer> counts = receiveAll(endpoint, sender, shards);

            assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
            assertThat(counts.stream().filter(count -> count > 0).count()).isGreaterThan(1);
        }
    }

    private static List<Integer> receiveAll(VxlanEndpoint endpoint, UdpSender sender, int shards) {
        VxlanPort port = new VxlanPort(new Tunnel(Settings.tunnel(RIGHT, LEFT)), sender, true);
        Burst burst = Burst.allocate(1 << 18);
        List<Integer> counts = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int[] count = {0};
            VxlanIngress ingress = new VxlanIngress(
                    List.of(new VxlanIngress.Member(port, 0, got -> count[0] += Long.bitCount(got.frames()))));
            for (UdpReceiver receiver : endpoint.receivers(shard, ingress, Settings.reception(port))) {
                while (receiver.receive(burst) > 0) {}
            }
            counts.add(count[0]);
        }
        return counts;
    }
}
