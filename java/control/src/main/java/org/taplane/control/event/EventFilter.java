package org.taplane.control.event;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which events somebody wants: of one of the kinds, and about each of the other things that are named. What is about no
 * bridge, port or station at all is about none of those that are named.
 *
 * @param kinds empty: all
 * @param mac the low 48 bits
 */
public record EventFilter(
        Set<EventKind> kinds, Optional<String> bridge, Optional<String> port, OptionalInt vlan, OptionalLong mac) {
    public static final EventFilter ALL =
            new EventFilter(Set.of(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalLong.empty());

    public EventFilter {
        kinds = Set.copyOf(kinds);
    }

    public boolean matches(Event event) {
        return (kinds.isEmpty() || kinds.contains(event.kind())) && matchesPlace(event) && matchesStation(event);
    }

    private boolean matchesPlace(Event event) {
        if (bridge.isEmpty() && port.isEmpty()) {
            return true;
        }
        return event instanceof Event.OfPort of
                && bridge.orElse(of.bridge()).equals(of.bridge())
                && port.map(of::concerns).orElse(true);
    }

    private boolean matchesStation(Event event) {
        if (vlan.isEmpty() && mac.isEmpty()) {
            return true;
        }
        return switch (event) {
            case Event.OfStation of ->
                vlan.orElse(of.station().vlan()) == of.station().vlan()
                        && mac.orElse(of.station().mac()) == of.station().mac();
            case Event.StationsMissed _ -> true;
            default -> false;
        };
    }
}
