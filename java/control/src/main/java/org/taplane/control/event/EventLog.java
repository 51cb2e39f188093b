package org.taplane.control.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/**
 * The last events, numbered in one order. Anybody adds and anybody reads; a reader that is too slow finds that events are
 * gone, and how many. Nobody waits for a reader.
 *
 * <p>Numbers grow by one. The first is the time at which the log was made, in microseconds since 1970, so that a reader
 * that comes back after a restart finds its number to be an old one.
 */
public final class EventLog {
    /** Events that are kept. */
    public static final int CAPACITY = 8192;

    private static final long MICROS = 1000;

    private final Entry[] entries;
    private final LongSupplier millis;
    private final long first;
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private long next;

    /**
     * An event with its place in the order.
     *
     * @param number greater by one than that of the event before
     * @param millis when it happened, since 1970
     */
    public record Entry(long number, long millis, Event event) {}

    /**
     * Some events in order.
     *
     * @param lost how many there were before them that are not kept any more
     */
    public record Batch(long lost, List<Entry> entries) {
        public Batch {
            entries = List.copyOf(entries);
        }
    }

    /** An empty log by the system's clock. */
    public EventLog() {
        this(CAPACITY, System::currentTimeMillis);
    }

    /** @param millis a clock, since 1970 */
    public EventLog(int capacity, LongSupplier millis) {
        this.entries = new Entry[capacity];
        this.millis = millis;
        this.first = millis.getAsLong() * MICROS;
        this.next = first;
    }

    /** Adds an event that happens now. */
    public void add(Event event) {
        add(event, 0);
    }

    /**
     * Adds an event.
     *
     * @param age milliseconds since it happened
     */
    public void add(Event event, int age) {
        synchronized (entries) {
            entries[index(next)] = new Entry(next, millis.getAsLong() - age, event);
            next++;
        }
        listeners.forEach(Runnable::run);
    }

    /** The number that the next event will have. */
    public long next() {
        synchronized (entries) {
            return next;
        }
    }

    /**
     * Events in order.
     *
     * @param from number of the first; one of a process before this one, or of none, is taken as that of the eldest event
     *     there is
     * @param most how many at most
     */
    public Batch read(long from, int most) {
        synchronized (entries) {
            long eldest = Math.max(first, next - entries.length);
            boolean isOurs = from >= first && from <= next;
            long start = isOurs ? Math.max(from, eldest) : eldest;
            List<Entry> read = new ArrayList<>();
            for (long number = start; number < next && read.size() < most; number++) {
                read.add(entries[index(number)]);
            }
            return new Batch(start - (isOurs ? from : first), read);
        }
    }

    private int index(long number) {
        return (int) (number % entries.length);
    }

    /** Calls {@code listener} after each event, on the thread that adds it: it is to be short. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Calls it no more. */
    public void unlisten(Runnable listener) {
        listeners.remove(listener);
    }
}
