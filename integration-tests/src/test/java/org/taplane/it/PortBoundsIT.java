package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.TestFrame;

/** A port that floods forged addresses costs the stations of other ports nothing. */
@KernelTest
final class PortBoundsIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int QUIET = 10;
    private static final int GUARDED = 4;
    private static final int TABLE = 64;

    private final Namespace at = Namespace.create("switch");

    @AfterEach
    void remove() {
        at.close();
    }

    @Test
    void aFloodDrivesOutStationsOfItsOwnPortOnly() {
        at.sysctl("net/ipv6/conf/default/disable_ipv6", "1"); // else the kernel's own frames are stations, too
        try (Daemon daemon = Daemon.start(at, 2, """
                        bridges:
                          br0:
                            max-macs: %d
                            ports:
                              quiet: {type: tap}
                              guarded: {type: tap, max-macs: %d}
                              flood: {type: tap}
                        """.formatted(TABLE, GUARDED))) {
            send("quiet", 100, QUIET);
            awaitStations(daemon, "quiet", QUIET);
            send("guarded", 200, 5 * GUARDED);
            awaitStations(daemon, "guarded", GUARDED);
            send("flood", 1000, 20 * TABLE);
            awaitStations(daemon, "flood", TABLE - QUIET - GUARDED);

            assertThat(daemon.port("quiet").path("stations").asInt()).isEqualTo(QUIET);
            assertThat(daemon.port("quiet").path("max-macs").isNull()).isTrue();
            assertThat(daemon.port("guarded").path("stations").asInt()).isEqualTo(GUARDED);
            assertThat(daemon.port("guarded").path("max-macs").asInt()).isEqualTo(GUARDED);
            assertThat(entries(daemon, "guarded")).isEqualTo(GUARDED);
            assertThat(entries(daemon, "quiet")).isEqualTo(QUIET);
        }
    }

    private void send(String device, int first, int stations) {
        try (RawPort port = RawPort.open(at, device)) {
            IntStream.range(first, first + stations)
                    .forEach(n -> port.send(TestFrame.to(Mac.of(1)).from(Mac.of(n))));
        }
    }

    /** All that were sent have come by then. */
    private static void awaitStations(Daemon daemon, String port, int stations) {
        Eventually.passes(
                BOUND,
                () -> assertThat(daemon.port(port).path("stations").asInt()).isEqualTo(stations));
    }

    private static long entries(Daemon daemon, String port) {
        return StreamSupport.stream(daemon.show("fdb").spliterator(), false)
                .map((JsonNode entry) -> entry.path("port").asText())
                .filter(port::equals)
                .count();
    }
}
