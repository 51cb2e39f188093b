package org.taplane.io.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.TestNetns;

class RtnetlinkTest {
    private TestNetns left;
    private TestNetns right;
    private Rtnetlink links;

    @BeforeEach
    void open() {
        left = TestNetns.create();
        right = TestNetns.create();
        links = Rtnetlink.open(left.netns());
    }

    @AfterEach
    void close() {
        links.close();
        right.close();
        left.close();
    }

    @Test
    void theLoopbackOfAFreshNamespaceIsListed() {
        assertThat(links.links()).anySatisfy(link -> {
            assertThat(link.name()).isEqualTo("lo");
            assertThat(link.index()).isEqualTo(1);
            assertThat(link.mtu()).isEqualTo(65536);
            assertThat(link.isUp()).isFalse();
            assertThat(link.kind()).isEmpty();
        });
        assertThat(links.link("none")).isEmpty();
    }

    @Test
    void aPairAcrossNamespacesIsMadeSetUpAndDeleted() {
        Link made = links.create("a", new LinkKind.Veth("b", right.netns()));
        assertThat(made.kind()).contains("veth");
        assertThat(made.isUp()).isFalse();

        links.setMac(made.index(), 0x0200_0000_00aaL);
        links.setMtu(made.index(), 9000);
        links.setUp(made.index());
        right.ip("link set dev b up");

        assertThat(left.ip("-j link show a")).contains("\"address\":\"02:00:00:00:00:aa\"", "\"mtu\":9000");
        Link up = links.link("a").orElseThrow();
        assertThat(up.mac()).isEqualTo(0x0200_0000_00aaL);
        assertThat(up.isUp() && up.isLowerUp() && up.isRunning()).isTrue();

        links.setDown(made.index());
        assertThat(links.link("a").orElseThrow().isUp()).isFalse();
        links.delete(made.index());
        assertThat(links.link("a")).isEmpty();
        assertThat(right.ip("-j link show")).doesNotContain("\"b\"");
    }

    @Test
    void aLinkIsRenamedAndMovedToAnotherNamespace() {
        Link made = links.create("a", new LinkKind.Veth("b", left.netns()));
        links.rename(made.index(), "renamed");
        links.move(made.index(), right.netns());

        assertThat(links.link("renamed")).isEmpty();
        assertThat(right.ip("-j link show")).contains("\"ifname\":\"renamed\"");
    }

    @Test
    void aBridgeTakesPorts() {
        Link bridge = links.create("br0", new LinkKind.Bridge());
        Link port = links.create("a", new LinkKind.Veth("b", left.netns()));
        links.setMaster(port.index(), bridge.index());

        assertThat(links.link("a").orElseThrow().master()).isEqualTo(OptionalInt.of(bridge.index()));
        assertThat(bridge.kind()).contains("bridge");
    }

    @Test
    void vxlanDevicesOfBothFamiliesAreMade() throws Exception {
        links.create(
                "vx4",
                new LinkKind.Vxlan(
                        42, InetAddress.getByName("10.98.0.1"), Optional.of(InetAddress.getByName("10.98.0.2")), 4789));
        links.create("vx6", new LinkKind.Vxlan(16777215, InetAddress.getByName("fd00::1"), Optional.empty(), 4790));

        assertThat(left.ip("-d -j link show vx4"))
                .contains("\"id\":42", "\"local\":\"10.98.0.1\"", "\"remote\":\"10.98.0.2\"", "\"port\":4789");
        assertThat(left.ip("-d -j link show vx6"))
                .contains("\"id\":16777215", "\"local6\":\"fd00::1\"", "\"port\":4790");
    }

    @Test
    void aMacvlanSitsOnItsLowerDevice() {
        Link lower = links.create("a", new LinkKind.Veth("b", left.netns()));
        links.create("mv", new LinkKind.Macvlan(lower.index()));

        assertThat(left.ip("-d -j link show mv")).contains("\"link\":\"a\"", "\"mode\":\"bridge\"");
    }

    @Test
    void anIpv6AddressIsUsableAtOnce() throws Exception {
        Link made = links.create("a", new LinkKind.Veth("b", right.netns()));
        right.ip("link set dev b up");
        links.setUp(made.index());
        links.addAddress(made.index(), new IpPrefix(InetAddress.getByName("10.0.10.2"), 24));
        links.addAddress(made.index(), new IpPrefix(InetAddress.getByName("fd00::2"), 64));

        assertThat(left.ip("-j addr show a"))
                .contains("\"local\":\"10.0.10.2\",\"prefixlen\":24", "\"local\":\"fd00::2\",\"prefixlen\":64");
        assertThat(left.ip("addr show a tentative")).doesNotContain("fd00::2");

        links.removeAddress(made.index(), new IpPrefix(InetAddress.getByName("10.0.10.2"), 24));
        assertThat(left.ip("addr show a")).contains("fd00::2").doesNotContain("10.0.10.2");
    }

    @Test
    void routesAndNeighboursAreAdded() throws Exception {
        Link made = links.create("a", new LinkKind.Veth("b", right.netns()));
        right.ip("link set dev b up");
        links.setUp(made.index());
        links.addAddress(made.index(), new IpPrefix(InetAddress.getByName("10.0.10.2"), 24));

        links.addRoute(new Route(host("10.98.0.9"), Optional.empty(), made.index()));
        links.addRoute(new Route(
                new IpPrefix(InetAddress.getByName("0.0.0.0"), 0),
                Optional.of(InetAddress.getByName("10.0.10.1")),
                made.index()));
        links.putNeighbour(new Neighbour(made.index(), InetAddress.getByName("10.98.0.9"), 0x0200_0000_0009L));
        links.putNeighbour(new Neighbour(made.index(), InetAddress.getByName("fd00::9"), 0x0200_0000_000aL));

        assertThat(left.ip("route show")).contains("10.98.0.9 dev a", "default via 10.0.10.1 dev a");
        assertThat(left.ip("neigh show"))
                .contains("10.98.0.9 dev a lladdr 02:00:00:00:00:09 PERMANENT")
                .contains("fd00::9 dev a lladdr 02:00:00:00:00:0a PERMANENT");
    }

    @Test
    void theKernelsOwnExplanationIsPassedOn() {
        Link made = links.create("a", new LinkKind.Veth("b", left.netns()));

        assertThatThrownBy(() -> links.setMtu(made.index(), 10))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessage("RTM_SETLINK: Invalid argument: mtu less than device minimum");
    }

    @Test
    void aRefusalDoesNotSpoilTheNextRequest() {
        assertThatThrownBy(() -> links.delete(4711)).isInstanceOf(SysException.class);
        assertThat(links.link("lo")).isPresent();
    }

    @Test
    void aPeerNamespaceThatIsMissingIsNamed() {
        assertThatThrownBy(() -> links.create("a", new LinkKind.Veth("b", Netns.named("no-such-web"))))
                .hasMessage("network namespace \"no-such-web\" does not exist");
        assertThat(links.link("a")).isEmpty();
    }

    private static IpPrefix host(String address) throws Exception {
        return new IpPrefix(InetAddress.getByName(address), 32);
    }
}
