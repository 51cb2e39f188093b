package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Veth;

/** What a tunnel depends on and does not own: the address that it sends from, the device of its group. */
@KernelTest
final class ComingAndGoingIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final String NEAR_STATION = "10.0.0.1";
    private static final String FAR_STATION = "10.0.0.2";
    private static final String LOCAL6 = "2001:db8::1";

    private final Resources resources = new Resources();
    private final Namespace near = resources.namespace("nearhost");
    private final Namespace far = resources.namespace("farhost");
    private final Namespace hub = resources.namespace("hub");
    private final KernelBridge wire = KernelBridge.create(hub, "hub");

    @AfterEach
    void remove() {
        resources.close();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupIsJoinedAgainOnADeviceMadeAgain(Underlay underlay) {
        Daemon daemon = startGroup(underlay);
        for (int i = 0; i < 3; i++) {
            near.run("ip link delete dev under");
            awaitUp(daemon, false);
            daemon.awaitLog("link down: device under is missing");
            plug(near, 1);
            daemon.awaitLog("link down: local address");
            underlay.addAddress(near, 1);
            awaitUp(daemon, true);
            requireBothWays();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupIsJoinedAgainOnADeviceThatHasItsNameBack(Underlay underlay) {
        Daemon daemon = startGroup(underlay);
        near.run("ip link set dev under down");
        daemon.awaitLog("link down: device under is down");
        near.run("ip link set dev under name elsewhere");
        daemon.awaitLog("link down: device under is missing");
        near.run("ip link set dev elsewhere up");
        near.run("ip link set dev elsewhere down");
        near.run("ip link set dev elsewhere name under");
        near.run("ip link set dev under up");
        near.run("ip address flush dev under");
        underlay.addAddress(near, 1);
        awaitUp(daemon, true);
        requireBothWays();
    }

    @Test
    void anAddressThatIsRemovedIsWaitedFor() {
        plug(near, 1);
        plug(far, 2);
        Underlay.IPV4.addAddress(near, 1);
        Underlay.IPV4.addAddress(far, 2);
        farTunnel("local 10.98.0.2 remote 10.98.0.1");
        Daemon daemon = start("local: 10.98.0.1, remotes: [10.98.0.2]");
        requireBothWays();
        near.run("ip address delete 10.98.0.1/24 dev under");
        awaitUp(daemon, false);
        daemon.awaitLog("link down: local address 10.98.0.1 is missing");
        Underlay.IPV4.addAddress(near, 1);
        awaitUp(daemon, true);
        requireBothWays();
    }

    /** Detection does not begin before the link has a carrier: so long the address is tentative. */
    @Test
    void anAddressInDuplicateDetectionIsWaitedFor() {
        plug(near, 1);
        plug(far, 2);
        far.run("ip address add 2001:db8::2/64 dev under");
        near.sysctl("net/ipv6/conf/under/accept_dad", "1");
        hub.run("ip link set dev port1 down");
        near.run("ip link set dev under down");
        near.run("ip link set dev under up");
        near.run("ip address add " + LOCAL6 + "/64 dev under");
        farTunnel("local 2001:db8::2 remote " + LOCAL6);
        Daemon daemon = start("local: \"%s\", remotes: [\"2001:db8::2\"]".formatted(LOCAL6));
        assertThat(daemon.log()).contains("local address 2001:db8:0:0:0:0:0:1 is tentative");
        awaitUp(daemon, false);
        hub.run("ip link set dev port1 up");
        awaitUp(daemon, true);
        requireBothWays();
    }

    @Test
    void aDuplicateAddressIsSaidToBeOne() {
        plug(near, 1);
        plug(far, 2);
        far.run("ip address add " + LOCAL6 + "/64 dev under");
        near.sysctl("net/ipv6/conf/under/accept_dad", "1");
        near.run("ip address add " + LOCAL6 + "/64 dev under");
        Daemon daemon = start("local: \"%s\", remotes: [\"2001:db8::2\"]".formatted(LOCAL6));
        daemon.awaitLog("local address 2001:db8:0:0:0:0:0:1 is a duplicate: another machine has it too");
        awaitUp(daemon, false);
    }

    @Test
    void theNarrowestPathOfAllRemotesIsTheTunnelsMtu() {
        plug(near, 1);
        Underlay.IPV4.addAddress(near, 1);
        near.run("ip route add 10.98.0.3/32 dev under mtu 1300");
        Daemon daemon = start("local: 10.98.0.1, remotes: [10.98.0.2, 10.98.0.3]");
        assertThat(daemon.show("vxlan").path(0).path("mtu").asInt()).isEqualTo(1250);
        assertThat(daemon.log())
                .contains("port t0 has MTU 1400, but tunnel vx carries at most 1250 (to 10.98.0.3): longer frames");
    }

    private Daemon startGroup(Underlay underlay) {
        plug(near, 1);
        plug(far, 2);
        underlay.addAddress(near, 1);
        underlay.addAddress(far, 2);
        farTunnel("local %s group %s dev under".formatted(underlay.host(2), underlay.group()));
        Daemon daemon =
                start("local: \"%s\", group: \"%s\", device: under".formatted(underlay.host(1), underlay.group()));
        requireBothWays();
        return daemon;
    }

    private Daemon start(String tunnel) {
        return resources.add(Daemon.start(near, 2, """
                bridges:
                  br0:
                    ports:
                      t0: {type: tap, mtu: 1400, address: [%s/24]}
                      vx: {type: vxlan, vni: 42, %s}
                """.formatted(NEAR_STATION, tunnel)));
    }

    /** The far station is the kernel's tunnel device itself. */
    private void farTunnel(String ends) {
        far.run("ip link add dev vx type vxlan id 42 dstport 4789 " + ends);
        far.run("ip address add %s/24 dev vx".formatted(FAR_STATION));
        far.run("ip link set dev vx mtu 1400 up");
    }

    /** With a MAC address that a device made again has as well: the other host keeps it in mind. */
    private void plug(Namespace host, int number) {
        Veth.between(hub, "port" + number, host, "under");
        host.run("ip link set dev under address 02:00:00:00:01:%02d".formatted(number));
        wire.attach("port" + number);
    }

    /** Each end has forgotten the other: it asks all stations, which takes the group both ways. */
    private void requireBothWays() {
        near.run("ip neighbour flush dev t0");
        Ping.awaitAnswer(near, FAR_STATION);
        far.run("ip neighbour flush dev vx");
        Ping.awaitAnswer(far, NEAR_STATION);
    }

    private static void awaitUp(Daemon daemon, boolean up) {
        Eventually.await(
                up ? "vx is up" : "vx is not up",
                BOUND,
                () -> daemon.port("vx").path("state").asText().equals("up") == up);
    }
}
