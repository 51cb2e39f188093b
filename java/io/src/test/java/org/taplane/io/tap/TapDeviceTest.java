package org.taplane.io.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.Commands;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.TestNetns;

class TapDeviceTest {
    private TestNetns inside;

    @BeforeEach
    void open() {
        inside = TestNetns.create();
    }

    @AfterEach
    void close() {
        inside.close();
    }

    private TapSpec spec(String name, int queues) {
        return new TapSpec(name, inside.netns(), queues, OptionalInt.empty(), OptionalLong.empty(), List.of());
    }

    @Test
    void aKernelWithoutTunnelOffloadIsNamedAsTheCause() {
        assertThat(TunIoctl.tunnelRefusal(Errno.EINVAL))
                .hasMessageContaining("Linux 6.17")
                .hasMessageContaining("underlay: socket");
    }

    @Test
    void aDeviceForTunnelsOffersTunnelSegmentation() throws Exception {
        try (TapDevice tap = TapDevice.createForTunnels(spec("under", 2))) {
            assertThat(tap.fds()).hasSize(2);
            assertThat(Commands.run("ip netns exec " + inside.name() + " ethtool -k under"))
                    .contains("tx-udp_tnl-segmentation: on", "tx-udp_tnl-csum-segmentation: on");
        }
    }

    @Test
    void theDeviceIsSetUpAsSpecifiedInItsNamespace() throws Exception {
        TapSpec spec = new TapSpec(
                "web",
                inside.netns(),
                2,
                OptionalInt.of(65521),
                OptionalLong.of(0x0200_0000_0002L),
                List.of(
                        new IpPrefix(InetAddress.getByName("10.0.10.2"), 24),
                        new IpPrefix(InetAddress.getByName("fd00::2"), 64)));
        try (TapDevice tap = TapDevice.create(spec)) {
            assertThat(inside.ip("-d -j addr show web"))
                    .contains("\"mtu\":65521", "\"address\":\"02:00:00:00:00:02\"", "\"UP\"", "\"LOWER_UP\"")
                    .contains("\"local\":\"10.0.10.2\",\"prefixlen\":24", "\"local\":\"fd00::2\",\"prefixlen\":64")
                    .contains("\"type\":\"tap\"", "\"vnet_hdr\":true", "\"multi_queue\":true", "\"numqueues\":2");
            assertThat(tap.fds()).hasSize(2);
            assertThat(inside.ip("-j link show web")).contains("\"ifindex\":" + tap.ifindex());
        }
        assertThat(inside.ip("-j link show")).doesNotContain("web");
    }

    @Test
    void checksumAndSegmentationOffloadsAreOn() {
        try (TapDevice _ = TapDevice.create(spec("web", 1))) {
            assertThat(Commands.run("ip netns exec " + inside.name() + " ethtool -k web"))
                    .contains(
                            "tx-checksum-ip-generic: on",
                            "tx-tcp-segmentation: on",
                            "tx-tcp-ecn-segmentation: on",
                            "tx-tcp6-segmentation: on",
                            "tx-udp-segmentation: on");
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        try (TapDevice _ = TapDevice.create(spec("web", 2))) {
            assertThatThrownBy(() -> TapDevice.create(spec("web", 2)))
                    .isInstanceOfSatisfying(
                            SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                    .hasMessage("interface web exists already; expected a free name");
        }
        inside.ip("link add web type bridge");
        assertThatThrownBy(() -> TapDevice.create(spec("web", 1)))
                .hasMessage("interface web exists already; expected a free name");
    }

    @Test
    void aPersistentTapOfSomebodyElseIsLeftAlone() {
        inside.ip("tuntap add dev web mode tap multi_queue");

        assertThatThrownBy(() -> TapDevice.create(spec("web", 1)))
                .hasMessage("interface web exists already; expected a free name");
        assertThat(inside.ip("-j link show")).contains("\"ifname\":\"web\"");
    }

    @Test
    void aFailedStepLeavesNothingBehind() throws Exception {
        long before = openDescriptors();
        TapSpec tooLarge =
                new TapSpec("web", inside.netns(), 2, OptionalInt.of(65522), OptionalLong.empty(), List.of());
        TapSpec badAddress = new TapSpec(
                "web",
                inside.netns(),
                2,
                OptionalInt.empty(),
                OptionalLong.empty(),
                List.of(new IpPrefix(InetAddress.getByName("ff02::1"), 64)));

        assertThatThrownBy(() -> TapDevice.create(tooLarge))
                .hasMessage("RTM_SETLINK: Invalid argument: mtu greater than device maximum");
        assertThatThrownBy(() -> TapDevice.create(badAddress)).isInstanceOf(SysException.class);

        assertThat(inside.ip("-j link show")).doesNotContain("web");
        assertThat(openDescriptors()).isEqualTo(before);
    }

    /** Descriptors of the kinds that making a device opens. */
    private static long openDescriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(TapDeviceTest::target)
                    .filter(target -> target.equals("/dev/net/tun") || target.matches("(socket|net):.*"))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // the descriptor of the listing itself is gone by now
        }
    }

    @Test
    void aNamespaceThatIsMissingIsNamed() {
        TapSpec spec =
                new TapSpec("web", Netns.named("no-such-web"), 1, OptionalInt.empty(), OptionalLong.empty(), List.of());
        assertThatThrownBy(() -> TapDevice.create(spec)).hasMessage("network namespace \"no-such-web\" does not exist");
    }

    @Test
    void namesThatNoInterfaceCanHaveAreRefused() {
        assertThatThrownBy(() -> spec("a-name-too-long1", 1)).hasMessageContaining("has 16 bytes; expected 1 to 15");
        assertThatThrownBy(() -> spec("tap%d", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spec("web", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spec("web", 257)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void framesPassBothWays() {
        byte[] in = Frames.of("ffffffffffff 020000000001 88b5");
        byte[] out = Frames.of("ffffffffffff 020000000002 88b6");
        try (TapDevice tap = TapDevice.create(spec("web", 1));
                PacketSocket host = PacketSocket.open(new PacketSpec("web", inside.netns(), 1))) {
            Frames.write(tap.fds()[0], in);
            assertThat(Frames.readLike(host.fds()[0], in, 14)).contains(in);
            Frames.write(host.fds()[0], out);
            assertThat(Frames.readLike(tap.fds()[0], out, 14)).contains(out);
        }
    }

    @Test
    void everyDescriptorIsNonBlocking() {
        try (TapDevice tap = TapDevice.create(spec("web", 4))) {
            for (int fd : tap.fds()) {
                assertThat(Libc.fcntl(fd, Libc.F_GETFL, 0) & Libc.O_NONBLOCK).isNotZero();
            }
        }
    }

    @Test
    void aDeviceMovedAndRenamedByHandIsFound() {
        try (TapDevice tap = TapDevice.create(spec("web", 1));
                TestNetns other = TestNetns.create()) {
            inside.ip("link set dev web netns " + other.name() + " name moved");

            assertThat(tap.currentName()).isEqualTo("moved");
            try (Netns.Opened now = tap.currentNetns();
                    Rtnetlink links = Rtnetlink.open(now)) {
                assertThat(links.link("moved")).isPresent();
            }
        }
    }
}
