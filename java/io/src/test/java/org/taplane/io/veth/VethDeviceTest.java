package org.taplane.io.veth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.netlink.Via;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.Heirs;
import org.taplane.io.testkit.TestNetns;

class VethDeviceTest {
    private static final long MAC = 0x0200_0000_0002L;
    private static final byte[] FRAME = Frames.of("020000000001 020000000002 88b5");
    private static final int HEADER = 14;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestNetns station = TestNetns.create();
    private final TestNetns other = TestNetns.create();
    private final Netns.Opened backstage = Netns.quiet();

    @AfterEach
    void close() {
        backstage.close();
        other.close();
        station.close();
    }

    private VethSpec spec() {
        return spec(1400, List.of());
    }

    private VethSpec spec(int mtu, List<IpPrefix> addresses) {
        return new VethSpec(
                "web", 0, backstage, "eth0", station.netns(), 2, mtu, OptionalLong.of(MAC), addresses, List.of());
    }

    private Optional<Link> found(TestNetns where) {
        try (Rtnetlink links = Rtnetlink.open(where.netns())) {
            return links.link("eth0");
        }
    }

    @Test
    void theStationsEndIsAsItIsAskedFor() {
        IpPrefix address = new IpPrefix(InetAddress.ofLiteral("10.0.0.2"), 24);
        Via everywhere = new Via(
                new IpPrefix(InetAddress.ofLiteral("0.0.0.0"), 0), Optional.of(InetAddress.ofLiteral("10.0.0.1")));
        VethSpec spec = new VethSpec(
                "web",
                0,
                backstage,
                "eth0",
                station.netns(),
                1,
                9000,
                OptionalLong.of(MAC),
                List.of(address),
                List.of(everywhere));
        try (VethDevice made = VethDevice.create(spec)) {
            assertThat(made.mac()).hasValue(MAC);
            assertThat(made.home()).isEqualTo(station.netns().inode());
            assertThat(station.ip("-d address show dev eth0"))
                    .contains("mtu 9000", "02:00:00:00:00:02", "10.0.0.2/24", "veth", "UP");
            assertThat(station.ip("route")).contains("default via 10.0.0.1 dev eth0");
        }
        assertThat(found(station)).isEmpty();
    }

    @Test
    void theDaemonsEndIsSeenByNobodyAndSaysNothing() {
        try (VethDevice made = VethDevice.create(spec())) {
            made.onOwnEnd((links, link) -> {
                assertThat(link.name()).isEqualTo("web");
                assertThat(link.mtu()).isEqualTo(1400);
                assertThat(links.addresses()).noneMatch(address -> address.index() == link.index());
            });
            try (Rtnetlink here = Rtnetlink.open(Netns.own())) {
                assertThat(here.link("web")).isEmpty();
            }
        }
    }

    @Test
    void aFrameOfTheStationIsHeard() {
        try (VethDevice made = VethDevice.create(spec())) {
            station.awaitRunning("eth0");
            try (PacketSocket sender = PacketSocket.open(new PacketSpec("eth0", station.netns(), 1))) {
                Frames.write(sender.fds()[0], FRAME);
                assertThat(isHeard(made)).isTrue();
            }
        }
    }

    private static boolean isHeard(VethDevice device) {
        for (int fd : device.fds()) {
            Optional<byte[]> frame = Frames.readNow(fd);
            while (frame.isPresent()) {
                if (Arrays.equals(frame.get(), 0, HEADER, FRAME, 0, HEADER)) {
                    return true;
                }
                frame = Frames.readNow(fd);
            }
        }
        return false;
    }

    @Test
    void aNameThatIsTakenIsRefusedAndTheOtherStays() {
        station.ip("link add eth0 type bridge");
        assertThatThrownBy(() -> VethDevice.create(spec()))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessage("interface eth0 exists already");
        assertThat(found(station).flatMap(Link::kind)).contains("bridge");
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        IpPrefix ipv6 = new IpPrefix(InetAddress.ofLiteral("fd00::1"), 64);
        assertThatThrownBy(() -> VethDevice.create(spec(1000, List.of(ipv6)))).isInstanceOf(SysException.class);
        assertThat(found(station)).isEmpty();
        assertThatThrownBy(() -> VethDevice.create(spec(70_000, List.of()))).isInstanceOf(SysException.class);
        assertThat(found(station)).isEmpty();
    }

    /** As when the process is killed: the kernel closes what it had. */
    @Test
    @SuppressWarnings("try") // closed by the test itself
    void withTheLastSocketThePairIsGone() {
        VethDevice made = VethDevice.create(spec());
        made.keep();
        made.close();
        assertThat(found(station)).isPresent();
        backstage.close();
        Rtnetlink.awaitEndOfVeth(station.netns(), "eth0", PATIENCE);
        assertThat(found(station)).isEmpty();
    }

    @Test
    void nobodyWaitsForWhatIsNoRemains() {
        station.ip("link add eth0 type bridge");
        long before = System.nanoTime();
        Rtnetlink.awaitEndOfVeth(station.netns(), "eth0", PATIENCE);
        Rtnetlink.awaitEndOfVeth(station.netns(), "eth9", PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE);
    }

    @Test
    void onePairOfManyIsRemovedAsWellAsAllOfThem() {
        VethDevice first = VethDevice.create(spec());
        VethDevice second = VethDevice.create(new VethSpec(
                "db", 0, backstage, "eth1", station.netns(), 1, 1500, OptionalLong.empty(), List.of(), List.of()));
        VethDevice third = VethDevice.create(new VethSpec(
                "dc", 0, backstage, "eth2", station.netns(), 1, 1500, OptionalLong.empty(), List.of(), List.of()));
        third.keep();
        VethDevices.close(List.of(first, second, third));
        assertThat(station.ip("-br link")).doesNotContain("eth0", "eth1").contains("eth2");
        second.close();
    }

    @Test
    void theStationsEndIsFoundByWhateverNameAndNowhereElse() {
        try (VethDevice made = VethDevice.create(spec())) {
            station.ip("link set eth0 down");
            station.ip("link set eth0 name uplink");
            AtomicReference<String> name = new AtomicReference<>("");
            made.onStationEnd((_, link) -> name.set(link.name()));
            assertThat(name.get()).isEqualTo("uplink");
            station.ip("link set uplink netns " + other.name());
            assertThatThrownBy(() -> made.onStationEnd((_, link) -> name.set(link.name())))
                    .isInstanceOf(SysException.class)
                    .hasMessageContaining("the station's end of web is not in network namespace");
            assertThat(made.exists()).isTrue();
        }
        assertThat(other.ip("-br link")).doesNotContain("uplink");
    }

    @Test
    void whoeverDeletesOneEndDeletesThePair() {
        try (VethDevice made = VethDevice.create(spec())) {
            assertThat(made.exists()).isTrue();
            station.ip("link del eth0");
            assertThat(made.exists()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("try") // closed by the test itself
    void anotherProcessTakesItOver() {
        VethDevice first = VethDevice.create(spec());
        try (VethDevice heir = VethDevice.adopt(spec().withMac(OptionalLong.empty()), Heirs.of(first.fds()))) {
            first.keep();
            first.close();
            assertThat(heir.mac()).hasValue(MAC);
            assertThat(heir.fds()).hasSize(2);
            assertThat(heir.exists()).isTrue();
            assertThat(found(station)).isPresent();
        }
        assertThat(found(station)).isEmpty();
    }
}
