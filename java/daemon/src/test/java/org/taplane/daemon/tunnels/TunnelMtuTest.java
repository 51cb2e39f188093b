package org.taplane.daemon.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VtepAddress;

/** The MTU of a tunnel with several remotes, whose paths allow what the test says. */
class TunnelMtuTest {
    private static final int ROUND = 10;

    private final Map<String, Integer> paths =
            new HashMap<>(Map.of("10.0.0.2", 1450, "10.0.0.3", 1350, "10.0.0.4", 8950));

    private int path(VtepAddress remote) {
        return paths.getOrDefault(remote.toString(), PathMtus.UNLIMITED);
    }

    private static VxlanConfig config(String keys) {
        String file = "bridges: {b: {ports: {vx: {type: vxlan, local: 10.0.0.1, vni: 1, %s}}}}".formatted(keys);
        ConfigResult.Loaded loaded =
                (ConfigResult.Loaded) ConfigLoader.parse("test.yaml", file.getBytes(StandardCharsets.UTF_8));
        return (VxlanConfig) loaded.config().bridges().getFirst().ports().getFirst();
    }

    private static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    private UnderlayMtu mtu(String keys) {
        return UnderlayMtu.of(config(keys), this::path);
    }

    @Test
    void theNarrowestPathDecidesWhereverItIsInTheList() {
        UnderlayMtu narrowest = new UnderlayMtu(1350, Optional.of(address("10.0.0.3")));

        assertThat(mtu("remotes: [10.0.0.2, 10.0.0.3, 10.0.0.4]")).isEqualTo(narrowest);
        assertThat(mtu("remotes: [10.0.0.3, 10.0.0.2]")).isEqualTo(narrowest);
    }

    @Test
    void aRemoteWithoutAWayHasNoSay() {
        assertThat(mtu("remotes: [10.0.0.9, 10.0.0.2]").mtu()).isEqualTo(1450);
        assertThat(mtu("remotes: [10.0.0.9]")).isEqualTo(new UnderlayMtu(1430, Optional.empty()));
    }

    @Test
    void theConfigurationHasTheLastWord() {
        assertThat(mtu("remotes: [10.0.0.3], mtu: 9000")).isEqualTo(new UnderlayMtu(9000, Optional.empty()));
    }

    private final VxlanConfig both = config("remotes: [10.0.0.2, 10.0.0.4]");
    private final Tunnel tunnel = new Tunnel(VxlanSettings.tunnel(both, 1450));
    private final PathWatch watch = new PathWatch(both, tunnel, this::path);

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            watch.tick();
        }
    }

    @Test
    void aLimitEndsWithinASecondWhenTheKernelForgetsIt() {
        tunnel.paths().learn(1, 1300);
        paths.put("10.0.0.2", 1300);
        pass(1);
        assertThat(tunnel.paths().mtu(1)).isEqualTo(1300);
        paths.put("10.0.0.2", 1450);
        pass(1);

        // A tagged frame needs four bytes more than the tunnel's MTU: the path's own stays known.
        assertThat(tunnel.paths().mtu(1)).isEqualTo(1450);
    }

    @Test
    void whileThereIsNoWayTheLimitStays() {
        tunnel.paths().learn(1, 1300);
        paths.remove("10.0.0.2");
        pass(2 * ROUND);

        assertThat(tunnel.paths().mtu(1)).isEqualTo(1300);
    }

    @Test
    void aRouteThatNarrowsLimitsItsRemoteAlone() {
        paths.put("10.0.0.4", 1200);
        pass(ROUND);

        assertThat(tunnel.paths().mtu(2)).isEqualTo(1200);
        assertThat(tunnel.paths().mtu(1)).isGreaterThanOrEqualTo(1450);
        assertThat(tunnel.mtu()).isEqualTo(1450);
    }

    @Test
    void theTunnelsMtuRisesWhenAllPathsAllowIt() {
        paths.put("10.0.0.2", 4000);
        pass(ROUND);

        assertThat(tunnel.mtu()).isEqualTo(4000);
        assertThat(tunnel.settings().mtu()).isEqualTo(1450);
    }

    @Test
    void withoutAKernelThatForgetsALimitEndsAfterTenMinutes() {
        PathExpiry expiry = new PathExpiry("vx", tunnel);
        tunnel.paths().learn(2, 1300);
        for (int second = 0; second < 600; second++) {
            expiry.tick();
        }
        assertThat(tunnel.paths().mtu(2)).isEqualTo(1300);
        expiry.tick();
        assertThat(tunnel.paths().mtu(2)).isEqualTo(PathMtus.UNLIMITED);
    }
}
