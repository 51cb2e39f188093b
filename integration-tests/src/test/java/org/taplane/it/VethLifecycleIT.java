package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Transfer;

/** Veth pairs and the process that made them: they go with it, however it ends. */
@KernelTest
final class VethLifecycleIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final String DB = "10.0.0.2";
    private static final int MANY = 40;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace web = resources.namespace("web");
    private final Namespace db = resources.namespace("db");

    @AfterEach
    void remove() {
        resources.close();
    }

    private String bridges() {
        return """
                bridges:
                  br0:
                    ports:
                      web: {type: veth, netns: %s, device: eth0, address: [10.0.0.1/24]}
                      db: {type: veth, netns: %s, device: eth0, address: [%s/24]}
                """.formatted(web, db, DB);
    }

    @Test
    void aDaemonThatStopsLeavesNothing() {
        Daemon daemon = resources.add(Daemon.start(at, 2, bridges()));
        Ping.awaitAnswer(web, DB);
        daemon.stop();
        assertThat(web.interfaces()).isEmpty();
        assertThat(db.interfaces()).isEmpty();
    }

    /** The kernel removes the pairs a moment after the process. */
    @Test
    void aDaemonThatIsKilledLeavesNothingAndStartsAgainAtOnce() {
        Daemon daemon = resources.add(Daemon.start(at, 2, bridges()));
        Ping.awaitAnswer(web, DB);
        daemon.kill();
        Daemon again = resources.add(daemon.restart());
        Ping.awaitAnswer(web, DB);
        Transfer.tcp(web, db, DB, 8 << 20);
        again.kill();
        Eventually.passes(BOUND, () -> assertThat(web.interfaces()).isEmpty());
    }

    @Test
    void anUpgradeLeavesThePairsAlone() {
        Daemon daemon = resources.add(Daemon.startService(at, 2, bridges()));
        Ping.awaitAnswer(web, DB);
        String before = web.run("ip link show dev eth0").output();
        daemon.upgradePatiently();
        Ping.allAnswered(web, DB, 56);
        daemon.restartService();
        Ping.awaitAnswer(web, DB);
        assertThat(web.run("ip link show dev eth0").output()).isEqualTo(before);
        daemon.command("port", "set", "web", "mtu=1400").succeeded();
        assertThat(web.run("ip link show dev eth0").output()).contains("mtu 1400");
    }

    @Test
    void manyStopAtOnce() {
        StringBuilder more = new StringBuilder(bridges());
        for (int port = 0; port < MANY; port++) {
            more.append("      p%d: {type: veth, netns: %s}%n".formatted(port, db));
        }
        Daemon daemon = resources.add(Daemon.start(at, 2, more.toString()));
        assertThat(db.interfaces()).hasSize(MANY + 1);
        daemon.stop();
        assertThat(db.interfaces()).isEmpty();
    }
}
