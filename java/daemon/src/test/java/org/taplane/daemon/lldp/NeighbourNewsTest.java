package org.taplane.daemon.lldp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.control.protocol.lldp.Identifier;
import org.taplane.control.protocol.lldp.Lldpdu;
import org.taplane.control.protocol.lldp.Neighbour;

/** Neighbours that come and go, told once each. */
class NeighbourNewsTest {
    private final EventLog log = new EventLog();
    private final NeighbourNews news = new NeighbourNews("br0", "wire", log);

    private static Neighbour neighbour(long mac) {
        return new Neighbour(Lldpdu.of(Identifier.ofMac(mac), Identifier.ofInterface("eth0"), 120), 0, 0);
    }

    private static Event event(String chassis, boolean isThere) {
        return new Event.Neighbour("br0", "wire", isThere, chassis, "eth0", Optional.empty());
    }

    @Test
    void eachIsToldOnce() {
        news.tell(List.of(neighbour(1)));
        news.tell(List.of(neighbour(1)));
        news.tell(List.of(neighbour(2)));
        news.tell(List.of());
        assertThat(log.read(0, 10).entries().stream().map(EventLog.Entry::event))
                .containsExactly(
                        event("00:00:00:00:00:01", true),
                        event("00:00:00:00:00:01", false),
                        event("00:00:00:00:00:02", true),
                        event("00:00:00:00:00:02", false));
    }
}
