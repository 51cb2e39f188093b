package org.taplane.control.api;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import org.taplane.control.event.EventFilter;
import org.taplane.control.event.EventLog;
import org.taplane.control.event.FilterTerms;
import org.taplane.control.event.UnknownTermException;

/**
 * What happens: {@code GET /v1/events?kind=…&bridge=…&port=…&vlan=…&mac=…}, each of them optional, {@code kind} more than
 * once. With {@code Last-Event-ID} it begins behind that event, otherwise with what happens from now on.
 */
final class EventsResource {
    static final String LAST = "last-event-id";

    private static final String TYPE = "text/event-stream";

    private final EventLog log;

    EventsResource(EventLog log) {
        this.log = log;
    }

    Answer answer(FullHttpRequest request, QueryStringDecoder target) {
        Optional<String> last = Optional.ofNullable(request.headers().get(LAST));
        if (last.filter(id -> !id.matches("[0-9]{1,18}")).isPresent()) {
            return Answer.error(400, "Last-Event-ID: \"" + last.get() + "\" is no event's number");
        }
        try {
            EventFilter filter = FilterTerms.read(target.parameters());
            long first = last.isPresent() ? 1 + Long.parseLong(last.get()) : log.next();
            return new Answer.Stream(TYPE, new EventFeed(log, filter, first));
        } catch (UnknownTermException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }
}
