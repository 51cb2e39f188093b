package org.taplane.control.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an event is about. */
public enum EventKind {
    /** Stations that are learned, move and are forgotten. */
    STATION,
    /** The state of ports and their links. */
    PORT,
    /** Changes of the configuration, made and refused. */
    CONFIG,
    /** Frames that are dropped at a high rate. */
    DROPS,
    /** Neighbours that LLDP finds and loses. */
    LLDP,
    /** The process itself. */
    DAEMON;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with that label. */
    public static Optional<EventKind> labelled(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }
}
