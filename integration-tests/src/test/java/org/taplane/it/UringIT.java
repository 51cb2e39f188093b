package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Taplane;
import org.taplane.it.kit.Transfer;

/** Where io_uring is asked for: what happens if it is there, and if it is not. */
@KernelTest
final class UringIT {
    private static final String ONE_TAP = "bridges: {br0: {ports: {t0: {type: tap}}}}\n";
    private static final List<String> FORBIDDEN = List.of("python3", "src/test/resources/without-io-uring.py");
    private static final Duration START_AND_STOP = Duration.ofSeconds(5);

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Taplane taplane = new Taplane(at);

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void autoTakesItWhereItIsAllowed() {
        assertThat(resources.add(Daemon.start(at, 1, "io: auto\n" + ONE_TAP)).log())
                .contains("TAP devices are read by io_uring");
    }

    @Test
    void autoDoesWithoutItWhereItIsForbidden() {
        Shell.Result result = runWhereItIsForbidden("auto");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output() + result.error())
                .contains("TAP devices are read by epoll: this process may not use io_uring", "ready");
    }

    @Test
    void whatIsAskedForAndForbiddenIsOneLineAndNothingStays() {
        Shell.Result result = runWhereItIsForbidden("io_uring");
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.error())
                .hasLineCount(1)
                .startsWith("taplane: io: io_uring is not available: this process may not use io_uring");
        assertThat(at.interfaces()).isEmpty();
    }

    private Shell.Result runWhereItIsForbidden(String io) {
        try (ConfigFile file = ConfigFile.of(1, "io: %s\n%s".formatted(io, ONE_TAP))) {
            return taplane.commandFor(START_AND_STOP, FORBIDDEN, "run", "--config", file.toString());
        }
    }

    @Test
    void workersMayLookForFramesOnProcessorsOfTheirOwn() {
        Namespace a = resources.namespace("a");
        Namespace b = resources.namespace("b");
        resources.add(Daemon.start(at, 2, """
                poll: adaptive
                cpus: [0, 1]
                io: io_uring
                bridges:
                  br0:
                    ports:
                      a: {type: tap, netns: %s, address: [10.0.0.1/24]}
                      b: {type: tap, netns: %s, address: [10.0.0.2/24]}
                """.formatted(a.name(), b.name())));
        Ping.awaitAnswer(a, "10.0.0.2");
        Transfer.tcp(a, b, "10.0.0.2", 64 << 20);
    }
}
