package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;

/** A kernel peer over IPv6 that sends no UDP checksums ({@code udp6zerocsumtx}). */
@KernelTest
final class UncheckedDatagramsIT {
    private static final String STATION = "10.0.0.1";
    private static final String PEER = "10.0.0.2";

    private final Resources resources = new Resources();
    private final Namespace near = resources.namespace("nearhost");
    private final Namespace far = resources.namespace("farhost");

    @AfterEach
    void remove() {
        resources.close();
    }

    private void startPeer(String remote) {
        Underlay.IPV6.join(near, far, false);
        Underlay.IPV6.routeThrough(1, near, List.of(far));
        tunnel(far, Underlay.IPV6.host(2), remote, PEER, "udp6zerocsumtx udp6zerocsumrx");
    }

    private static void tunnel(Namespace at, String local, String remote, String address, String options) {
        at.run("ip link add dev vx type vxlan id 42 dstport 4789 local %s remote %s %s"
                .formatted(local, remote, options));
        at.run("ip link set dev vx mtu 1430 up");
        at.run("ip address add %s/24 dev vx".formatted(address));
    }

    private Daemon start(String local, String options) {
        String bridges = """
                bridges:
                  br0:
                    ports:
                      t0: {type: tap, mtu: 1430, address: [%s/24]}
                      vx: {type: vxlan, local: "%s", remotes: ["%s"], vni: 42, %s}
                """.formatted(STATION, local, Underlay.IPV6.host(2), options);
        return resources.add(Daemon.start(near, 2, bridges));
    }

    @Test
    void theKernelsDeviceTakesThemOnlyIfToldTo() {
        startPeer(Underlay.IPV6.host(1));
        tunnel(near, Underlay.IPV6.host(1), Underlay.IPV6.host(2), STATION, "noudp6zerocsumrx");
        Ping.notAnswered(far, STATION);
        near.run("ip link del dev vx");
        tunnel(near, Underlay.IPV6.host(1), Underlay.IPV6.host(2), STATION, "udp6zerocsumrx");
        Ping.awaitAnswer(far, STATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "tap"})
    void whatIsRefusedIsCountedByNameAndTheLogSaysWhatTakesIt(String underlay) {
        startPeer(local(underlay));
        Daemon daemon = start(local(underlay), "underlay: " + underlay);
        Ping.notAnswered(far, STATION);
        Eventually.await(
                "refused datagrams are counted",
                Duration.ofSeconds(5),
                () -> daemon.drops("vx", "udp-checksum-zero") > 0);
        daemon.awaitLog("\"udp-checksum: zero\" takes them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "tap"})
    void theKeyTakesThem(String underlay) {
        startPeer(local(underlay));
        Daemon daemon = start(local(underlay), "udp-checksum: zero, underlay: " + underlay);
        Ping.awaitAnswer(far, STATION);
        assertThat(daemon.drops("vx", "udp-checksum-zero")).isZero();
    }

    private static String local(String underlay) {
        return underlay.equals("tap") ? Underlay.IPV6.behind(1) : Underlay.IPV6.host(1);
    }
}
