package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Background;
import org.taplane.it.kit.CniPlugin;
import org.taplane.it.kit.Container;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;

/** Attached containers while the daemon is replaced by another process. */
@KernelTest
final class ContainerUpgradeIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  gw: {type: tap, address: [10.1.0.1/24]}
            """;
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int CALLERS = 2;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Daemon daemon = resources.add(Daemon.startService(at, 2, BRIDGES));

    @AfterEach
    void remove() {
        resources.close();
    }

    private CniPlugin.Reply cni(String command, Namespace pod, String address) {
        return CniPlugin.call(
                Map.of(
                        "CNI_COMMAND",
                        command,
                        "CNI_CONTAINERID",
                        pod.toString(),
                        "CNI_NETNS",
                        "/run/netns/" + pod,
                        "CNI_IFNAME",
                        "eth0"),
                """
                {"cniVersion": "1.0.0", "name": "pods", "type": "taplane-cni", "bridge": "br0", "socket": "%s",
                 "ipam": {"type": "static", "addresses": [{"address": "%s/24"}]}}
                """.formatted(daemon.socket(), address));
    }

    /** A link that goes away for a moment is one that {@code ip monitor} tells of. */
    @Test
    void containersNoticeNothing() {
        Namespace pod = resources.namespace("pod");
        Namespace doomed = resources.namespace("doomed");
        cni("ADD", pod, "10.1.0.2").succeeded();
        cni("ADD", doomed, "10.1.0.3").succeeded();
        try (Container container = Container.start()) {
            String pid = Long.toString(container.pid());
            daemon.command("attach", pid, "--bridge", "br0", "--address", "10.1.0.4/24")
                    .succeeded();
            Background links = resources.add(Background.start(pod, "ip monitor link"));
            Background pings = resources.add(Background.start(pod, "ping -n -q -i 0.05 10.1.0.4"));

            assertThat(daemon.upgradePatiently()).doesNotContain("port");
            daemon.restartService();

            assertThat(pings.interrupt()).contains(" 0% packet loss");
            assertThat(links.output()).isEmpty();
            // the process that came last knows which namespaces they are
            Shell.run("ip netns del " + doomed);
            Eventually.passes(BOUND, () -> assertThat(ports()).hasSize(3));
            Shell.run("ip netns add " + doomed);
            daemon.command("detach", pid).succeeded();
            assertThat(container.run("ip -br link").output()).doesNotContain("eth0");
        }
        cni("DEL", pod, "10.1.0.2").succeeded();
        assertThat(ports()).containsExactly("gw");
    }

    /** Runtimes do not know that there is an upgrade: what they ask for meanwhile is done by the one or the other process. */
    @Test
    void podsComeAndGoMeanwhile() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Future<Integer>> callers = new ArrayList<>();
        try (ExecutorService runtimes = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < CALLERS; i++) {
                Namespace pod = resources.namespace("p" + i);
                String address = "10.1.0." + (10 + i);
                callers.add(runtimes.submit(() -> comeAndGo(pod, address, isOver)));
            }
            try {
                daemon.upgradePatiently();
                daemon.upgradePatiently();
            } finally {
                isOver.set(true);
            }
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isPositive();
            }
        }
        assertThat(ports()).containsExactly("gw");
    }

    private int comeAndGo(Namespace pod, String address, AtomicBoolean isOver) {
        int times = 0;
        while (!isOver.get()) {
            cni("ADD", pod, address).succeeded();
            assertThat(pod.interfaces()).containsExactly("eth0");
            cni("DEL", pod, address).succeeded();
            assertThat(pod.interfaces()).isEmpty();
            times++;
        }
        return times;
    }

    private List<String> ports() {
        return daemon.show("ports").findValuesAsText("name");
    }
}
