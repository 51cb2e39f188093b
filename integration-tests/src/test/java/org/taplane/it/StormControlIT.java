package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** A station that sends more broadcasts than its port may have flooded. */
@KernelTest
final class StormControlIT {
    private static final int STORM = 300;

    /** A tenth of the port's hundred a second may come at once; the storm is over in much less than a second. */
    private static final int AT_ONCE = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Resources resources = new Resources();

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void aStormIsCutOffAndWhatIsKnownPasses() {
        Namespace at = resources.namespace("switch");
        Daemon daemon = resources.add(Daemon.start(at, 2, """
                bridges:
                  br0:
                    ports:
                      loud: {type: tap, storm-control: {broadcast: 100/s}}
                      quiet: {type: tap}
                """));
        RawPort loud = resources.add(RawPort.open(at, "loud"));
        RawPort quiet = resources.add(RawPort.open(at, "quiet"));
        Mac known = Mac.of(0x10);
        quiet.send(TestFrame.to(Mac.BROADCAST).from(known).saying("here I am"));
        Eventually.await(
                "the station is known",
                PATIENCE,
                () -> daemon.show("fdb").findValuesAsText("mac").contains(known.toString()));
        IntStream.range(0, STORM)
                .forEach(i ->
                        loud.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(0x20)).random(i, 100)));
        TestFrame last = TestFrame.to(known).from(Mac.of(0x20)).saying("this one passes");
        loud.send(last);

        Eventually.await(
                "the known station is reached", PATIENCE, () -> quiet.captured().contains(last));
        long dropped = daemon.drops("loud", "storm-control");
        assertThat(dropped).isBetween(1L, (long) STORM - AT_ONCE);
        assertThat(daemon.show("bridges").path(0).path("features").path(0).asText())
                .isEqualTo("storm-control");
    }
}
