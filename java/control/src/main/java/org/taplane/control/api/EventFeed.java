package org.taplane.control.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventFilter;
import org.taplane.control.event.EventLog;
import org.taplane.control.event.EventLog.Batch;
import org.taplane.control.event.EventLog.Entry;

/** Server-sent events (HTML Living Standard section 9.2) for one reader. */
final class EventFeed implements Feed {
    /** Events that are looked at for one chunk. */
    private static final int MOST = 256;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventLog log;
    private final EventFilter filter;
    private long next;
    private Runnable more = () -> {};

    /** @param first number of the first event that the reader has not had */
    EventFeed(EventLog log, EventFilter filter, long first) {
        this.log = log;
        this.filter = filter;
        this.next = first;
    }

    @Override
    public void open(Runnable tell) {
        more = tell;
        log.listen(more);
    }

    /** What the filter leaves nothing of is passed over, a batch at a time, so that nobody else waits for long. */
    @Override
    public Optional<byte[]> next() {
        Batch batch = log.read(next, MOST);
        StringBuilder text = new StringBuilder();
        if (batch.lost() > 0 && !batch.entries().isEmpty()) {
            Entry first = batch.entries().getFirst();
            long before = first.number() - 1;
            write(text, before, "lost", EventJson.lost(before, first.millis(), batch.lost()));
        }
        for (Entry entry : batch.entries()) {
            write(text, entry);
            next = entry.number() + 1;
        }
        if (text.isEmpty() && batch.entries().size() == MOST) {
            more.run();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void write(StringBuilder text, Entry entry) {
        Event event = entry.event();
        if (filter.matches(event)) {
            write(text, entry.number(), event.kind().label(), EventJson.of(entry));
        }
    }

    private static void write(StringBuilder text, long number, String kind, String json) {
        text.append("id: ")
                .append(number)
                .append("\nevent: ")
                .append(kind)
                .append("\ndata: ")
                .append(json)
                .append("\n\n");
    }

    @Override
    public Optional<Heartbeat> heartbeat() {
        return Optional.of(new Heartbeat(HEARTBEAT, COMMENT));
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    @Override
    public void close() {
        log.unlisten(more);
    }
}
