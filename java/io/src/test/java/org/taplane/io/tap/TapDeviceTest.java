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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.io.ebpf.Ebpf;
import org.taplane.io.ebpf.ProgramRun;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowFrames.Flow;
import org.taplane.io.testkit.Commands;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.TestNetns;
import org.taplane.io.testkit.Unprivileged;

class TapDeviceTest {
    private TestNetns inside;
    private FlowSteering steering;

    @BeforeEach
    void open() {
        steering = FlowSteering.among(2);
        inside = TestNetns.create();
    }

    @AfterEach
    void close() {
        inside.close();
        steering.close();
    }

    private TapSpec spec(String name, int queues) {
        return new TapSpec(
                name, inside.netns(), queues, steering, OptionalInt.empty(), OptionalLong.empty(), List.of());
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
                steering,
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
                            SysException.class, e -> assertThat(e.expected()).contains("a free name"))
                    .hasMessage("interface web exists already");
        }
        inside.ip("link add web type bridge");
        assertThatThrownBy(() -> TapDevice.create(spec("web", 1))).hasMessage("interface web exists already");
    }

    @Test
    void aPersistentTapOfSomebodyElseIsLeftAlone() {
        inside.ip("tuntap add dev web mode tap multi_queue");

        assertThatThrownBy(() -> TapDevice.create(spec("web", 1))).hasMessage("interface web exists already");
        assertThat(inside.ip("-j link show")).contains("\"ifname\":\"web\"");
    }

    @Test
    void noOtherUserOpensAQueue() {
        try (TapDevice _ = TapDevice.create(spec("web", 1))) {
            assertThat(Unprivileged.opens(inside, 64_001, "web", true)).isFalse();
        }
    }

    @Test
    void aFailedStepLeavesNothingBehind() throws Exception {
        long before = openDescriptors();
        TapSpec tooLarge =
                new TapSpec("web", inside.netns(), 2, steering, OptionalInt.of(65522), OptionalLong.empty(), List.of());
        TapSpec badAddress = new TapSpec(
                "web",
                inside.netns(),
                2,
                steering,
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
                    .filter(target -> target.matches("/dev/net/tun|anon_inode:bpf-prog|(socket|net):.*"))
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
        TapSpec spec = new TapSpec(
                "web", Netns.named("no-such-web"), 1, steering, OptionalInt.empty(), OptionalLong.empty(), List.of());
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

    /** The kernel's own way moves a flow to the queue by which frames of it were written last. */
    @ParameterizedTest
    @EnumSource(names = {"TCP4", "TAGGED4", "UDP6", "OTHER"})
    void aFlowStaysWithTheQueueThatTheProgramGivesIt(FlowFrames kind) {
        Flow flow = new Flow(0x0a00_0001, 0x0a00_0002, 4000, 80);
        byte[] frame = kind.frame(flow, 0);
        try (TapDevice tap = TapDevice.create(spec("web", 4));
                PacketSocket host = PacketSocket.open(new PacketSpec("web", inside.netns(), 1))) {
            int queue = Integer.remainderUnsigned(hash(frame), 4);
            for (int writer : tap.fds()) {
                Frames.write(writer, kind.frame(flow.reversed(), 0));
                Frames.write(host.fds()[0], frame);

                assertThat(Frames.readLike(tap.fds()[queue], frame, frame.length))
                        .contains(frame);
            }
        }
    }

    private static int hash(byte[] frame) {
        try (Fd program = Ebpf.load("test", FlowProgram.assemble())) {
            return ProgramRun.of(program, frame);
        }
    }

    @Test
    void onlyDevicesOfSeveralQueuesNeedAProgram() throws Exception {
        long before = openDescriptors();
        try (FlowSteering _ = FlowSteering.among(1)) {
            assertThat(openDescriptors()).isEqualTo(before);
        }
        try (FlowSteering _ = FlowSteering.among(2)) {
            assertThat(openDescriptors()).isEqualTo(before + 1);
        }
        assertThat(openDescriptors()).isEqualTo(before);
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
            try (Netns.Opened held = tap.held()) {
                assertThat(held.inode()).isPresent().isEqualTo(inside.netns().inode());
            }
            try (Netns.Opened now = tap.netns();
                    Rtnetlink links = Rtnetlink.open(now)) {
                assertThat(links.link("moved")).isPresent();
            }
        }
    }
}
