package org.taplane.dataplane.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** What stands for a port while a frame is traced: it keeps what it is given, and which feature objected. */
final class TracedPort implements Port, Consumer<Feature> {
    private static final DropReason[] REASONS = DropReason.values();

    private final int slot;
    private final PortCounters counters = new PortCounters();
    private final List<Trace.Departure> departures = new ArrayList<>();
    private Optional<String> objector = Optional.empty();

    TracedPort(int slot) {
        this.slot = slot;
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            byte[] bytes = burst.slab().bytes(burst.start(frame), burst.length(frame));
            departures.add(new Trace.Departure(slot, burst.remote(frame), bytes));
            counters.sent(1, bytes.length);
        }
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void accept(Feature feature) {
        objector = Optional.of(feature.name());
    }

    List<Trace.Departure> departures() {
        return departures;
    }

    /** Why the frame goes no further here, if that is so. */
    Optional<Trace.Drop> drop() {
        for (DropReason reason : REASONS) {
            if (counters.drops(reason) != 0) {
                return Optional.of(new Trace.Drop(slot, reason, objector));
            }
        }
        return Optional.empty();
    }
}
