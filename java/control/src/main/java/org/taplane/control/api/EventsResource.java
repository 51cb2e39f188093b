package org.taplane.control.api;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taplane.control.event.EventFilter;
import org.taplane.control.event.EventKind;
import org.taplane.control.event.EventLog;
import org.taplane.wire.MacAddress;

/**
 * What happens: {@code GET /v1/events?kind=…&bridge=…&port=…&vlan=…&mac=…}, each of them optional, {@code kind} more than
 * once. With {@code Last-Event-ID} it begins behind that event, otherwise with what happens from now on.
 */
final class EventsResource {
    private static final String TYPE = "text/event-stream";
    private static final String LAST = "last-event-id";
    private static final Set<String> PARAMETERS = Set.of("kind", "bridge", "port", "vlan", "mac");

    private final EventLog log;

    EventsResource(EventLog log) {
        this.log = log;
    }

    /** What is wrong with a request. */
    private static final class NonsenseException extends Exception {
        private static final long serialVersionUID = 1;

        NonsenseException(String why) {
            super(why);
        }
    }

    Answer answer(FullHttpRequest request, QueryStringDecoder target) {
        try {
            EventFilter filter = filter(target);
            Optional<String> last = Optional.ofNullable(request.headers().get(LAST));
            long first = last.isPresent() ? 1 + number(last.get()) : log.next();
            return new Answer.Stream(TYPE, new EventFeed(log, filter, first));
        } catch (NonsenseException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static long number(String id) throws NonsenseException {
        if (!id.matches("[0-9]{1,18}")) {
            throw new NonsenseException("Last-Event-ID: \"" + id + "\" is no event's number");
        }
        return Long.parseLong(id);
    }

    private static EventFilter filter(QueryStringDecoder target) throws NonsenseException {
        Map<String, List<String>> given = target.parameters();
        Optional<String> unknown =
                given.keySet().stream().filter(name -> !PARAMETERS.contains(name)).findFirst();
        if (unknown.isPresent()) {
            throw new NonsenseException(
                    "there is no parameter \"" + unknown.get() + "\"; expected kind, bridge, port, vlan or mac");
        }
        return new EventFilter(
                kinds(given.getOrDefault("kind", List.of())),
                Router.parameter(target, "bridge"),
                Router.parameter(target, "port"),
                vlan(Router.parameter(target, "vlan")),
                mac(Router.parameter(target, "mac")));
    }

    private static Set<EventKind> kinds(List<String> labels) throws NonsenseException {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String label : labels) {
            kinds.add(EventKind.labelled(label)
                    .orElseThrow(() -> new NonsenseException("\"" + label + "\" is no kind of event; expected "
                            + Stream.of(EventKind.values())
                                    .map(EventKind::label)
                                    .collect(Collectors.joining(", ")))));
        }
        return kinds;
    }

    private static OptionalInt vlan(Optional<String> text) throws NonsenseException {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(text.filter(vlan -> vlan.matches("[1-9][0-9]{0,3}"))
                .map(Integer::valueOf)
                .filter(vid -> vid <= 4094)
                .orElseThrow(() -> new NonsenseException(
                        "\"" + text.get() + "\" is no VLAN; expected a number from 1 to 4094")));
    }

    private static OptionalLong mac(Optional<String> text) throws NonsenseException {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(MacAddress.parse(text.get())
                .orElseThrow(() -> new NonsenseException(
                        "\"" + text.get() + "\" is no MAC address; expected six bytes, such as 02:00:00:00:00:01")));
    }
}
