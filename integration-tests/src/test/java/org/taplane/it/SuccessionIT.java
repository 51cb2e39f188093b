package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.NumberedFrames;

/** One process of the daemon after another, ten times, and nobody on the network notices. */
@KernelTest
final class SuccessionIT {
    private static final int TIMES = Integer.getInteger("taplane.successions", 10);
    private static final double WAIT_MILLIS = 50;

    private static final Pattern WAITED = Pattern.compile("frames waited ([0-9.]+) ms");
    private static final Pattern LOSS = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    private final Succession world = new Succession();

    @AfterEach
    void remove() {
        world.close();
    }

    @Test
    void tenHandOversUnderLoad(TestReporter reporter) {
        List<Double> waited = new ArrayList<>();
        String sockets = world.sockets();
        NumberedFrames.Tally tally = underLoad(daemon -> waited.add(waited(daemon.upgrade())));
        reporter.publishEntry("milliseconds that frames waited", waited.toString());
        assertThat(tally.firstFault()).isEmpty();
        assertThat(tally.arrived()).isEqualTo(tally.sent());
        world.endPings().forEach(SuccessionIT::assertAllAnsweredOnce);
        assertThat(world.sockets()).as("the tunnels' sockets").isEqualTo(sockets);
        assertThat(Collections.min(waited)).as("the best of " + waited).isLessThan(WAIT_MILLIS);
    }

    /** The best of several tells what is needed; a busy machine can only add to it. */
    private static double waited(String output) {
        Matcher found = WAITED.matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /** The gap is the start of a JVM. On a busy machine that takes longer than a device's queue holds frames for. */
    @Test
    void tenRestartsUnderLoad(TestReporter reporter) {
        NumberedFrames.Tally tally = underLoad(Daemon::restartService);
        reporter.publishEntry("the longest gap", tally.longest().toString());
        assertThat(tally.longest()).isLessThan(Duration.ofSeconds(10));
        assertThat(world.endPings())
                .allSatisfy(statistics ->
                        assertThat(statistics).containsPattern(LOSS).doesNotContain("duplicates"));
    }

    private NumberedFrames.Tally underLoad(Consumer<Daemon> change) {
        Daemon daemon = world.daemon();
        Map<String, String> stations = stations(daemon);
        List<Long> frames = new ArrayList<>(List.of(frames(daemon)));
        for (int i = 0; i < TIMES; i++) {
            change.accept(daemon);
            assertThat(stations(daemon)).isEqualTo(stations);
            frames.add(frames(daemon));
        }
        assertThat(frames).as("counters").isSorted();
        assertThat(world.heard()).as("what became of links").containsOnly("");
        NumberedFrames.Tally tally = world.endNumbered();
        assertThat(tally.late())
                .as("twice, or out of order: " + tally.firstFault())
                .isZero();
        assertThat(tally.arrived()).isGreaterThan(100 * TIMES);
        assertThat(world.endStream()).contains("receiver").doesNotContain("error");
        return tally;
    }

    /** The last request may still be on its way when the sender is told to stop. */
    private static void assertAllAnsweredOnce(String statistics) {
        Matcher found = LOSS.matcher(statistics);
        assertThat(found.find()).as(statistics).isTrue();
        int sent = Integer.parseInt(found.group(1));
        assertThat(Integer.parseInt(found.group(2))).as(statistics).isBetween(sent - 1, sent);
        assertThat(statistics).doesNotContain("duplicates");
    }

    private static Map<String, String> stations(Daemon daemon) {
        return StreamSupport.stream(daemon.show("fdb").spliterator(), false)
                .collect(Collectors.toMap(
                        entry -> entry.path("mac").asText(), SuccessionIT::place, (one, other) -> one));
    }

    private static String place(JsonNode entry) {
        return entry.path("port").asText() + " " + entry.path("remote").asText();
    }

    private static long frames(Daemon daemon) {
        return daemon.port("web").path("rx").path("frames").asLong();
    }
}
