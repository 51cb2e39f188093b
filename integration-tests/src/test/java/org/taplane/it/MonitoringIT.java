package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Curl;
import org.taplane.it.kit.Curl.Response;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.HeldThread;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;

/** What those learn who watch over a daemon: whether it is well, and what a scrape costs. */
@KernelTest
final class MonitoringIT {
    private static final String ONE_TAP = "bridges: {br0: {ports: {t0: {type: tap}}}}\n";
    private static final String WORKER = "taplane-shard-0";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SCRAPE = Duration.ofMillis(50);
    private static final int PORTS = 1000;
    private static final int FIRST_UDP = 10_000;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void aDaemonThatRunsIsReadyAndWell() {
        Curl curl = resources.add(Daemon.start(at, 2, ONE_TAP)).curl();
        assertThat(curl.get("/readyz").status()).isEqualTo(200);
        assertThat(curl.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aWorkerThatIsStuckIsReportedUntilItComesRound() {
        Daemon daemon = resources.add(Daemon.start(at, 2, ONE_TAP));
        try (HeldThread _ = daemon.hold(WORKER)) {
            Eventually.passes(PATIENCE, () -> {
                Response response = daemon.curl().get("/healthz");
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.body())
                        .startsWith(WORKER + " has not come round")
                        .contains("epoll");
            });
            assertThat(daemon.curl().get("/metrics").body())
                    .contains("taplane_worker_stuck{worker=\"taplane-shard-0\"} 1.0\n")
                    .contains("taplane_worker_stuck{worker=\"taplane-shard-1\"} 0.0\n");
        }
        daemon.awaitLog("worker " + WORKER + " comes round again after");
        assertThat(daemon.log()).containsOnlyOnce("worker " + WORKER + " is stuck for 4.5 s at ");
        assertThat(daemon.curl().get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void theServiceManagerHearsThatAllIsWellUntilAWorkerIsStuck() {
        Daemon daemon = resources.add(Daemon.startWatchedService(at, Duration.ofSeconds(3), ONE_TAP));
        long first = heard(daemon);
        Eventually.await("more messages", PATIENCE, () -> heard(daemon) > first + 1);
    }

    private static long heard(Daemon daemon) {
        return daemon.log()
                .lines()
                .filter(line -> line.startsWith("manager: WATCHDOG=1"))
                .count();
    }

    /** Of a hundred scrapes the quickest: how long it takes, and not for how long others had the processors. */
    @Test
    void aScrapeOfAThousandPortsIsQuick() {
        Daemon daemon = resources.add(Daemon.start(at, 2, "bridges: {br0: {ports: {%s}}}\n".formatted(ports())));
        Curl curl = daemon.curl();
        assertThat(curl.get("/metrics").body().lines().filter(line -> line.startsWith("taplane_port_up{")))
                .hasSize(PORTS);
        Duration best = IntStream.range(0, 100)
                .mapToObj(i -> curl.get("/metrics").took())
                .min(Duration::compareTo)
                .orElseThrow();
        assertThat(best).isLessThan(SCRAPE);
    }

    private static String ports() {
        return IntStream.range(0, PORTS)
                .mapToObj(i -> "p%1$d: {type: dgram, local: '127.0.0.1:%2$d', remote: '127.0.0.2:%2$d'}"
                        .formatted(i, FIRST_UDP + i))
                .collect(Collectors.joining(", "));
    }
}
