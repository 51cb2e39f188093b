package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Testpmd;
import org.taplane.it.kit.Testpmd.Card;

/** Ports over shared memory, with DPDK's front end: a TAP station pings a program that has no device. */
@KernelTest
final class VhostUserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PINGED = "10.0.0.5";

    @TempDir
    Path directory;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace station = resources.namespace("station");

    @AfterEach
    void remove() {
        resources.close();
    }

    private String bridges(String more) {
        return """
                bridges:
                  br0:
                    ports:
                      web: {type: tap, netns: %s, address: [10.0.0.1/24], vlan: {access: 10}}
                      one: {type: vhost-user, listen: %s, vlan: {access: 10}%s}
                      two: {type: vhost-user, connect: %s, vlan: {access: 20}}
                """.formatted(station.name(), directory.resolve("one"), more, directory.resolve("two"));
    }

    private static void awaitState(Daemon daemon, String port, String state) {
        Eventually.await(
                port + " is " + state,
                PATIENCE,
                () -> daemon.port(port).path("state").asText().equals(state));
    }

    private Testpmd answering() {
        return resources.add(Testpmd.answering(List.of(
                new Card(directory.resolve("one"), false, Mac.of(0x51)),
                new Card(directory.resolve("two"), true, Mac.of(0x52)))));
    }

    @Test
    void stationsAndFrontEndsComeAndGo() {
        Daemon daemon = resources.add(Daemon.start(at, 2, bridges("")));
        assertThat(daemon.port("one").path("why").asText()).startsWith("no front end has connected");
        Testpmd testpmd = answering();
        awaitState(daemon, "one", "up");
        awaitState(daemon, "two", "up");
        assertThat(daemon.port("one").path("peer").path("name").asText()).startsWith("process ");
        Ping.awaitAnswer(station, PINGED);
        Ping.allAnswered(station, PINGED, 1_400);

        daemon.rewrite(bridges(", mtu: 600"));
        daemon.command("apply", daemon.file().toString()).succeeded();
        assertThat(station.run(Shell.BOUND, List.of("ping", "-c1", "-W1", "-s1000", PINGED))
                        .exit())
                .isNotZero();
        assertThat(daemon.drops("one", "mtu-exceeded")).isPositive();
        awaitState(daemon, "one", "up");

        testpmd.kill();
        awaitState(daemon, "one", "down");
        Testpmd again = answering();
        Ping.awaitAnswer(station, PINGED);
        again.close();
        daemon.stop();
        assertThat(directory.resolve("one")).doesNotExist();
    }

    @Test
    void aPortThatConnectsIsBackAfterAKill() {
        String other = bridges("").replace("access: 20", "access: 10").replace("one:", "off:");
        Daemon daemon = resources.add(Daemon.start(at, 1, other));
        resources.add(Testpmd.answering(List.of(new Card(directory.resolve("two"), true, Mac.of(0x52)))));
        awaitState(daemon, "two", "up");
        Ping.awaitAnswer(station, PINGED);
        daemon.kill();
        Daemon next = resources.add(daemon.restart());

        awaitState(next, "two", "up");
    }
}
