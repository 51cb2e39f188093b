package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

class PortTotalsTest {
    @Test
    void shardsAreAddedUpAndReasonsThatNeverHappenedLeftOut() {
        PortCounters first = new PortCounters();
        first.received(2, 200);
        first.sent(1, 60);
        first.dropReceived(DropReason.LINK_LOCAL, 1);
        PortCounters second = new PortCounters();
        second.received(1, 100);
        second.dropReceived(DropReason.LINK_LOCAL, 1);
        second.dropSent(DropReason.QUEUE_FULL, 1);

        assertThat(PortTotals.sum(List.of(first, second)))
                .isEqualTo(new PortTotals(
                        new Traffic(3, 300, 2), new Traffic(1, 60, 1), Map.of("link-local", 2L, "queue-full", 1L)));
    }

    @Test
    void portWithoutShards() {
        assertThat(PortTotals.sum(List.of()))
                .isEqualTo(new PortTotals(new Traffic(0, 0, 0), new Traffic(0, 0, 0), Map.of()));
    }
}
