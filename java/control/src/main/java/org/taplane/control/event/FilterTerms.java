package org.taplane.control.event;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taplane.wire.MacAddress;

/** Reads what a user writes for an {@link EventFilter}: names, each with its values. */
public final class FilterTerms {
    /** The name of a kind of event. */
    public static final String KIND = "kind";

    /** The other names. */
    public static final List<String> NAMES = List.of("bridge", "port", "vlan", "mac");

    private static final int MAX_VLAN = 4094;

    private FilterTerms() {}

    /**
     * The filter that is meant. Of several values of a name other than {@link #KIND}, one would be passed over: there is at
     * most one.
     *
     * @throws UnknownTermException if a name or a value makes no sense
     */
    public static EventFilter read(Map<String, List<String>> terms) throws UnknownTermException {
        for (Map.Entry<String, List<String>> term : terms.entrySet()) {
            check(term.getKey(), term.getValue());
        }
        return new EventFilter(
                kinds(terms.getOrDefault(KIND, List.of())),
                value(terms, "bridge"),
                value(terms, "port"),
                vlan(value(terms, "vlan")),
                mac(value(terms, "mac")));
    }

    private static void check(String name, List<String> values) throws UnknownTermException {
        if (!name.equals(KIND) && !NAMES.contains(name)) {
            throw new UnknownTermException(
                    "there is nothing called \"" + name + "\" to filter by; expected kind, bridge, port, vlan or mac");
        }
        if (!name.equals(KIND) && values.size() > 1) {
            throw new UnknownTermException("\"" + name + "\" is there more than once; expected one");
        }
    }

    private static Optional<String> value(Map<String, List<String>> terms, String name) {
        return terms.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static Set<EventKind> kinds(List<String> labels) throws UnknownTermException {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String label : labels) {
            Optional<EventKind> kind = EventKind.labelled(label);
            if (kind.isEmpty()) {
                throw new UnknownTermException("\"" + label + "\" is no kind of event; expected " + labels());
            }
            kinds.add(kind.get());
        }
        return kinds;
    }

    private static String labels() {
        return Stream.of(EventKind.values()).map(EventKind::label).collect(Collectors.joining(", "));
    }

    private static OptionalInt vlan(Optional<String> text) throws UnknownTermException {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        String vlan = text.get();
        if (!vlan.matches("[1-9][0-9]{0,3}") || Integer.parseInt(vlan) > MAX_VLAN) {
            throw new UnknownTermException("\"" + vlan + "\" is no VLAN; expected a number from 1 to " + MAX_VLAN);
        }
        return OptionalInt.of(Integer.parseInt(vlan));
    }

    private static OptionalLong mac(Optional<String> text) throws UnknownTermException {
        OptionalLong mac = text.isEmpty() ? OptionalLong.empty() : MacAddress.parse(text.get());
        if (text.isPresent() && mac.isEmpty()) {
            throw new UnknownTermException(
                    "\"" + text.get() + "\" is no MAC address; expected one such as 02:00:00:00:00:01");
        }
        return mac;
    }
}
