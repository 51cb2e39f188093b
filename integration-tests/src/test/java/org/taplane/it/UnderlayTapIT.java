package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Taplane;

/** What {@code underlay: tap} makes on the host, and that it goes away again. */
@KernelTest
final class UnderlayTapIT {
    private static final String TUNNEL = """
            bridges:
              br0:
                ports:
                  t0: {type: tap, mtu: 1400}
                  vx: {type: vxlan, local: %s, remotes: ["%s"], vni: 42, underlay: tap}
            """;
    private static final String IPV4 = TUNNEL.formatted("10.99.0.1", "10.98.0.2");
    private static final String IPV6 = TUNNEL.formatted("\"fd99::1\"", "fd98::2");

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void routeAndNeighbourComeAndGoWithTheDaemon() {
        Daemon daemon = resources.add(Daemon.start(at, 2, IPV4));
        assertThat(output("ip route show dev vx")).startsWith("10.99.0.1 ");
        assertThat(output("ip neighbour show dev vx")).contains("10.99.0.1").contains("PERMANENT");
        daemon.stop();
        assertThat(at.interfaces()).isEmpty();
        assertThat(output("ip route show")).isEmpty();
    }

    @Test
    void routeAndNeighbourComeAndGoWithTheDaemonOverIpv6() {
        Daemon daemon = resources.add(Daemon.start(at, 2, IPV6));
        assertThat(output("ip -6 route show dev vx")).contains("fd99::1 ");
        assertThat(output("ip -6 neighbour show dev vx")).contains("fd99::1").contains("PERMANENT");
        daemon.stop();
        assertThat(at.interfaces()).isEmpty();
        assertThat(output("ip -6 route show")).doesNotContain("fd99::1");
    }

    @Test
    void anAddressOfTheHostIsRefused() {
        at.run("ip address add 10.99.0.1/32 dev lo");
        assertThat(refusal()).contains("vx").contains("10.99.0.1 is an address of this host");
        assertThat(at.interfaces()).isEmpty();
    }

    @Test
    void aRouteThatIsThereAlreadyIsRefused() {
        at.run("ip link add name other type bridge");
        at.run("ip link set dev other up");
        at.run("ip route add 10.99.0.1/32 dev other");
        assertThat(refusal()).contains("vx").contains("a route to local 10.99.0.1/32 already");
        assertThat(at.interfaces()).containsExactly("other");
    }

    @Test
    void aHostThatDoesNotForwardIsToldSo() {
        at.sysctl("net/ipv4/ip_forward", "0");
        Daemon daemon = resources.add(Daemon.start(at, 1, IPV4));
        assertThat(daemon.log()).contains("set net.ipv4.ip_forward=1");
    }

    private String output(String command) {
        return at.run(command).output();
    }

    private String refusal() {
        try (ConfigFile file = ConfigFile.of(2, IPV4)) {
            Shell.Result result = new Taplane(at).command("run", "--config", file.toString());
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            return result.error().lines().toList().getFirst();
        }
    }
}
