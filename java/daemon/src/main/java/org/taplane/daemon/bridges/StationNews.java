package org.taplane.daemon.bridges;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.event.Event;
import org.taplane.control.event.Event.Forgotten.Why;
import org.taplane.control.event.Event.Place;
import org.taplane.control.event.Event.Station;
import org.taplane.control.event.EventLog;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.FdbChange;
import org.taplane.dataplane.bridge.FdbJournal;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Tick;
import org.taplane.io.shard.Loop;

/**
 * Tells what a bridge's table notes of its stations. It looks a moment after the first note, so that however fast stations
 * change, the control thread has a bounded number of them to tell in a second; what is more is told as a number. A
 * station that moves to and fro meanwhile is told once. Used on the control thread.
 */
final class StationNews {
    /** Notes of one bridge that are told at a time. */
    private static final int CAPACITY = 1024;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String bridge;
    private final EventLog events;
    private final FdbJournal journal;
    private final Map<Integer, RunningPort> ports = new HashMap<>();

    /** Stations that moved, of which nothing else has been noted since. */
    private final Map<Station, Event.Moved> moving = new LinkedHashMap<>();

    StationNews(String bridge, EventLog events, Loop control) {
        this.bridge = bridge;
        this.events = events;
        Runnable look = () -> control.after(PAUSE, this::tell);
        this.journal = new FdbJournal(CAPACITY, () -> control.execute(look));
    }

    FdbJournal journal() {
        return journal;
    }

    /** These ports have slots of their own, and keep them until they are {@linkplain #leave said to leave}. */
    void follow(List<RunningPort> present) {
        present.forEach(port -> ports.put(port.slot(), port));
    }

    /** The port's slot may be another's from now on: what there is to tell of it is told. */
    void leave(RunningPort port) {
        tell();
        ports.remove(port.slot());
    }

    private void tell() {
        int now = Tick.now();
        long missed = journal.drain((what, station, from, to, tick) ->
                tell(what, new Station(bridge, Fdb.vid(station), Fdb.mac(station)), from, to, age(now, tick)));
        List.copyOf(moving.keySet()).forEach(this::conclude);
        if (missed > 0) {
            events.add(new Event.StationsMissed(bridge, missed));
        }
    }

    private static int age(int now, int tick) {
        return Math.max(0, (now - tick) << 1 >> 1); // ticks wrap around at 31 bits
    }

    private void tell(FdbChange what, Station station, int from, int to, int age) {
        if (what == FdbChange.MOVED) {
            Place place = place(to);
            moving.compute(
                    station,
                    (_, move) -> move == null ? new Event.Moved(station, place(from), place, 1) : move.then(place));
            return;
        }
        conclude(station);
        events.add(
                switch (what) {
                    case LEARNED -> new Event.Learned(station, place(to));
                    case AGED -> new Event.Forgotten(station, place(from), Why.AGED);
                    case EVICTED -> new Event.Forgotten(station, place(from), Why.EVICTED);
                    case FLUSHED -> new Event.Forgotten(station, place(from), Why.FLUSHED);
                    case MOVED -> throw new IllegalStateException("told elsewhere");
                },
                age);
    }

    private void conclude(Station station) {
        Optional.ofNullable(moving.remove(station)).ifPresent(events::add);
    }

    private Place place(int location) {
        Optional<RunningPort> port = Optional.ofNullable(ports.get(Location.port(location)));
        return new Place(
                port.map(RunningPort::name).orElse("?"),
                port.flatMap(known -> known.driver().remoteName(Location.remote(location))));
    }
}
