package org.taplane.daemon.taps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.taplane.dataplane.capture.BpfProgram;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.io.shard.Loop;

/**
 * The captures at work, and the ports that they may look at. A port that comes is seen by every capture that it is for, and
 * a capture that begins sees the ports that are there.
 */
public final class Captures {
    /** Bytes that wait for the reader, a worker: about forty thousand short frames. */
    private static final int RING = 4 << 20;

    private final Loop control;
    private final int shards;
    private final List<Capture> running = new ArrayList<>();
    private final Map<Integer, Place> places = new LinkedHashMap<>();

    /** Where the taps of ports are put into the frames' way. */
    @FunctionalInterface
    public interface Owner {
        /** Has the taps of these ports, by slot, seen from now on, and those that were taken out no more on return. */
        void renew(List<Integer> slots);
    }

    private record Place(TappedPort port, PortTaps taps, Owner owner) {}

    /**
     * None and none.
     *
     * @param control the thread on which ports come and go
     * @param shards how many
     */
    public Captures(Loop control, int shards) {
        this.control = control;
        this.shards = shards;
    }

    /** Begins a capture, and waits until it sees the ports that it is for; from any other thread. */
    public Capture begin(Target target, BpfProgram filter, int snapLength) {
        Capture capture = new Capture(target, new CaptureRings(shards, filter, snapLength, RING));
        control.run(() -> {
            running.add(capture);
            renew(place -> cover(capture, place));
        });
        return capture;
    }

    /** Ends a capture soon; nobody waits for it. From any thread, and once or more. */
    public void end(Capture capture) {
        control.execute(() -> {
            running.remove(capture);
            renew(place -> place.taps().remove(capture));
        });
    }

    /** A port comes, on the control thread: it gets its taps, which are not yet in the frames' way. */
    public void join(TappedPort port, PortTaps taps, Owner owner) {
        Place place = new Place(port, taps, owner);
        places.put(port.slot(), place);
        running.forEach(capture -> cover(capture, place));
    }

    /** The port in that slot is gone, and no shard carries a frame of it any more. On the control thread. */
    public void leave(int slot) {
        places.remove(slot);
        running.forEach(capture -> capture.leave(slot));
    }

    private static boolean cover(Capture capture, Place place) {
        capture.cover(place.port()).ifPresent(place.taps()::add);
        return place.taps().has(capture);
    }

    /** @param change whether a place has other taps by now */
    private void renew(Predicate<Place> change) {
        places.values().stream()
                .filter(change)
                .collect(Collectors.groupingBy(
                        Place::owner, Collectors.mapping(place -> place.port().slot(), Collectors.toList())))
                .forEach(Owner::renew);
    }
}
