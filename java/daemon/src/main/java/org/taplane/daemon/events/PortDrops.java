package org.taplane.daemon.events;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

/** How fast one port drops frames, by reason. */
final class PortDrops {
    /** Frames a second above which it is told. */
    static final long HIGH = 1000;

    /** Frames a second below which it is over; lower, so that a rate about the limit is not told again and again. */
    static final long LOW = HIGH / 2;

    private static final long SECOND = 1_000_000_000L;
    private static final DropReason[] REASONS = DropReason.values();

    private final String bridge;
    private final String port;
    private final List<PortCounters> counters;
    private final EventLog events;
    private final long[] before = new long[REASONS.length];
    private final Map<DropReason, Episode> episodes = new EnumMap<>(DropReason.class);
    private long total;
    private long looked;

    /** Many drops for one reason. */
    private record Episode(long since, long frames) {}

    /** What was dropped until now is nobody's business. */
    PortDrops(String bridge, String port, List<PortCounters> counters, EventLog events, long now) {
        this.bridge = bridge;
        this.port = port;
        this.counters = counters;
        this.events = events;
        this.looked = now;
        this.total = total();
        for (DropReason reason : REASONS) {
            before[index(reason)] = drops(reason);
        }
    }

    boolean isOf(List<PortCounters> others) {
        return counters.equals(others); // by identity: counters have no equality of their own
    }

    /** Most ports drop nothing most of the time: of those one sum is looked at. */
    void look(long now) {
        long sum = total();
        if (sum != total || !episodes.isEmpty()) {
            double seconds = Math.max(1, now - looked) / (double) SECOND;
            for (DropReason reason : REASONS) {
                look(reason, seconds, now);
            }
        }
        total = sum;
        looked = now;
    }

    private void look(DropReason reason, double seconds, long now) {
        long drops = drops(reason);
        long frames = drops - before[index(reason)];
        before[index(reason)] = drops;
        long rate = Math.round(frames / seconds);
        Episode episode = episodes.get(reason);
        if (episode == null) {
            if (rate > HIGH) {
                events.add(new Event.DropsBegun(bridge, port, reason.label(), rate));
                episodes.put(reason, new Episode(looked, frames));
            }
        } else if (rate < LOW) {
            episodes.remove(reason);
            end(reason, new Episode(episode.since(), episode.frames() + frames), now);
        } else {
            episodes.put(reason, new Episode(episode.since(), episode.frames() + frames));
        }
    }

    /** The port is not there any more. */
    void end(long now) {
        episodes.forEach((reason, episode) -> end(reason, episode, now));
        episodes.clear();
    }

    private void end(DropReason reason, Episode episode, long now) {
        long seconds = Math.round((now - episode.since()) / (double) SECOND);
        events.add(new Event.DropsEnded(bridge, port, reason.label(), episode.frames(), seconds));
    }

    private long total() {
        long sum = 0;
        for (PortCounters shard : counters) {
            sum += shard.rxDrops() + shard.txDrops();
        }
        return sum;
    }

    private long drops(DropReason reason) {
        long sum = 0;
        for (PortCounters shard : counters) {
            sum += shard.drops(reason);
        }
        return sum;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
    private static int index(DropReason reason) {
        return reason.ordinal();
    }
}
