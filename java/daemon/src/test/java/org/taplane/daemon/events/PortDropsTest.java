package org.taplane.daemon.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

/** When drops are told of, by a clock of the test's own. */
class PortDropsTest {
    private static final long SECOND = 1_000_000_000L;

    private final EventLog log = new EventLog();
    private final PortCounters one = new PortCounters();
    private final PortCounters two = new PortCounters();
    private long now;
    private PortDrops drops = new PortDrops("br0", "web", List.of(one, two), log, now);

    private List<Event> events() {
        return log.read(0, 100).entries().stream().map(EventLog.Entry::event).toList();
    }

    private void second(int received, int sent) {
        one.dropReceived(DropReason.STORM_CONTROL, received);
        two.dropSent(DropReason.QUEUE_FULL, sent);
        now += SECOND;
        drops.look(now);
    }

    @Test
    void anEpisodeHasABeginningAndAnEnd() {
        second(900, 0);
        assertThat(events()).isEmpty();
        second(5000, 0);
        second(700, 0);
        second(3000, 0);
        second(100, 0);
        second(0, 0);
        assertThat(events())
                .containsExactly(
                        new Event.DropsBegun("br0", "web", "storm-control", 5000),
                        new Event.DropsEnded("br0", "web", "storm-control", 8800, 4));
    }

    @Test
    void reasonsAreToldApartAndShardsAddedUp() {
        one.dropSent(DropReason.QUEUE_FULL, 600);
        second(2000, 600);
        assertThat(events())
                .containsExactlyInAnyOrder(
                        new Event.DropsBegun("br0", "web", "storm-control", 2000),
                        new Event.DropsBegun("br0", "web", "queue-full", 1200));
    }

    @Test
    void aRateIsOfTheTimeThatHasPassed() {
        one.dropReceived(DropReason.ISOLATED, 3000);
        now += 3 * SECOND;
        drops.look(now);
        assertThat(events()).isEmpty();
        one.dropReceived(DropReason.ISOLATED, 600);
        now += SECOND / 2;
        drops.look(now);
        assertThat(events()).containsExactly(new Event.DropsBegun("br0", "web", "isolated", 1200));
    }

    @Test
    void whatWasDroppedBeforeIsNoNews() {
        one.dropReceived(DropReason.ISOLATED, 1_000_000);
        drops = new PortDrops("br0", "web", List.of(one, two), log, now);
        second(0, 0);
        assertThat(events()).isEmpty();
    }

    @Test
    void aPortThatGoesEndsItsEpisodes() {
        second(5000, 0);
        drops.end(now);
        assertThat(events()).last().isEqualTo(new Event.DropsEnded("br0", "web", "storm-control", 5000, 1));
    }
}
