package org.taplane.daemon.lldp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.control.protocol.lldp.Lldpdu;
import org.taplane.control.protocol.lldp.Neighbour;

/** Tells which neighbours of a port have come and gone. */
final class NeighbourNews {
    private final String bridge;
    private final String port;
    private final EventLog events;
    private Map<Who, Lldpdu> known = Map.of();

    private record Who(String chassis, String port) {}

    NeighbourNews(String bridge, String port, EventLog events) {
        this.bridge = bridge;
        this.port = port;
        this.events = events;
    }

    /** These are there now. */
    void tell(List<Neighbour> neighbours) {
        Map<Who, Lldpdu> now = new LinkedHashMap<>();
        neighbours.forEach(neighbour -> now.put(who(neighbour.said()), neighbour.said()));
        known.forEach((who, said) -> {
            if (!now.containsKey(who)) {
                events.add(event(who, said, false));
            }
        });
        now.forEach((who, said) -> {
            if (!known.containsKey(who)) {
                events.add(event(who, said, true));
            }
        });
        known = now;
    }

    private static Who who(Lldpdu said) {
        return new Who(said.chassis().text(), said.port().text());
    }

    private Event.Neighbour event(Who who, Lldpdu said, boolean isThere) {
        return new Event.Neighbour(bridge, port, isThere, who.chassis(), who.port(), said.systemName());
    }
}
