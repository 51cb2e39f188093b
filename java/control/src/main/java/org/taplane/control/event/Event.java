package org.taplane.control.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Something that happened to the switch. */
public sealed interface Event {
    EventKind kind();

    /** What happened, in a word: {@code moved}. */
    String name();

    /** Something that happened to a port, or to what is behind it. */
    sealed interface OfPort extends Event {
        String bridge();

        /** Whether it is about this port, among others. */
        boolean concerns(String port);
    }

    /**
     * Where a station is.
     *
     * @param remote the tunnel endpoint behind the port
     */
    record Place(String port, Optional<String> remote) {}

    /**
     * Who a station is.
     *
     * @param mac the low 48 bits
     */
    record Station(String bridge, int vlan, long mac) {}

    /** Something that happened to a learned station. */
    sealed interface OfStation extends OfPort {
        Station station();

        @Override
        default String bridge() {
            return station().bridge();
        }

        @Override
        default EventKind kind() {
            return EventKind.STATION;
        }
    }

    /** A station was heard that was not known. */
    record Learned(Station station, Place at) implements OfStation {
        @Override
        public String name() {
            return "learned";
        }

        @Override
        public boolean concerns(String port) {
            return at.port().equals(port);
        }
    }

    /**
     * A station was heard elsewhere.
     *
     * @param to where it was in the end
     * @param times how often it moved; more than once if it did so faster than events are told
     */
    record Moved(Station station, Place from, Place to, int times) implements OfStation {
        @Override
        public String name() {
            return "moved";
        }

        @Override
        public boolean concerns(String port) {
            return from.port().equals(port) || to.port().equals(port);
        }

        /** This move and one that followed. */
        public Moved then(Place next) {
            return new Moved(station, from, next, times + 1);
        }
    }

    /** A station is not known any more. */
    record Forgotten(Station station, Place at, Why why) implements OfStation {
        /** The reason for which a station is forgotten. */
        public enum Why {
            /** It was silent for the ageing time. */
            AGED,
            /** It made room for another. */
            EVICTED,
            /** Its port went down or away, or somebody said so. */
            FLUSHED
        }

        @Override
        public String name() {
            return why.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean concerns(String port) {
            return at.port().equals(port);
        }
    }

    /** Stations changed faster than that could be told. */
    record StationsMissed(String bridge, long count) implements OfPort {
        @Override
        public EventKind kind() {
            return EventKind.STATION;
        }

        @Override
        public String name() {
            return "missed";
        }

        @Override
        public boolean concerns(String port) {
            return true;
        }
    }

    /**
     * A port is in another state than before.
     *
     * @param state {@code up}, {@code down}, {@code disabled}, {@code missing} or {@code removed}
     * @param mtu in bytes, 0 if there is no device
     * @param why the reason, where it is known
     */
    record PortState(String bridge, String port, String state, int mtu, Optional<String> why) implements OfPort {
        @Override
        public EventKind kind() {
            return EventKind.PORT;
        }

        @Override
        public String name() {
            return state;
        }

        @Override
        public boolean concerns(String other) {
            return port.equals(other);
        }
    }

    /** The configuration was changed. */
    record Applied(long revision, String who, List<String> changes) implements Event {
        public Applied {
            changes = List.copyOf(changes);
        }

        @Override
        public EventKind kind() {
            return EventKind.CONFIG;
        }

        @Override
        public String name() {
            return "applied";
        }
    }

    /** A change of the configuration was refused; nothing has changed. */
    record Refused(String who, List<String> errors) implements Event {
        public Refused {
            errors = List.copyOf(errors);
        }

        @Override
        public EventKind kind() {
            return EventKind.CONFIG;
        }

        @Override
        public String name() {
            return "refused";
        }
    }

    /** A port drops many frames from now on. */
    record DropsBegun(String bridge, String port, String reason, long rate) implements OfPort {
        @Override
        public EventKind kind() {
            return EventKind.DROPS;
        }

        @Override
        public String name() {
            return "begun";
        }

        @Override
        public boolean concerns(String other) {
            return port.equals(other);
        }
    }

    /**
     * A port does not drop many frames any more.
     *
     * @param frames that were dropped since it began
     * @param seconds for which it lasted
     */
    record DropsEnded(String bridge, String port, String reason, long frames, long seconds) implements OfPort {
        @Override
        public EventKind kind() {
            return EventKind.DROPS;
        }

        @Override
        public String name() {
            return "ended";
        }

        @Override
        public boolean concerns(String other) {
            return port.equals(other);
        }
    }

    /**
     * A neighbour is there, or is not any more.
     *
     * @param isThere whether it came
     */
    record Neighbour(
            String bridge, String port, boolean isThere, String chassis, String portId, Optional<String> systemName)
            implements OfPort {
        @Override
        public EventKind kind() {
            return EventKind.LLDP;
        }

        @Override
        public String name() {
            return isThere ? "found" : "lost";
        }

        @Override
        public boolean concerns(String other) {
            return port.equals(other);
        }
    }

    /**
     * What becomes of the process.
     *
     * @param name {@code started}, {@code stopping} or {@code replaced}
     * @param pid of this process, or of the one that has taken its place
     */
    record Lifecycle(String name, long pid) implements Event {
        public static final String STARTED = "started";
        public static final String STOPPING = "stopping";
        public static final String REPLACED = "replaced";

        @Override
        public EventKind kind() {
            return EventKind.DAEMON;
        }
    }
}
