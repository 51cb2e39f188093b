package org.taplane.daemon.bridges;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.event.Event.PortState;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.ports.LinkState;

/** Tells in which states a bridge's ports are, when they come to be in another. Used on the control thread. */
final class PortNews {
    private static final String REMOVED = "removed";

    private final String bridge;
    private final EventLog events;
    private final Map<Integer, PortState> told = new HashMap<>();

    PortNews(String bridge, EventLog events) {
        this.bridge = bridge;
        this.events = events;
    }

    void look(List<RunningPort> ports) {
        ports.forEach(port -> look(port, port.driver().link()));
    }

    void look(RunningPort port, LinkState link) {
        PortState now = new PortState(bridge, port.name(), state(port, link), link.mtu(), link.why());
        if (!now.equals(told.put(port.slot(), now))) {
            events.add(now);
        }
    }

    /** A port that never was in the bridge does not leave it either. */
    void leave(RunningPort port) {
        if (told.remove(port.slot()) != null) {
            events.add(new PortState(bridge, port.name(), REMOVED, 0, Optional.empty()));
        }
    }

    private static String state(RunningPort port, LinkState link) {
        if (!port.isEnabled()) {
            return "disabled";
        }
        if (link.isMissing()) {
            return "missing";
        }
        return link.up() ? "up" : "down";
    }
}
