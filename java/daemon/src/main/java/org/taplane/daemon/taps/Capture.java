package org.taplane.daemon.taps;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.dataplane.capture.Tap;

/**
 * A capture at work: the ports it looks at, and the rings in which it finds what it has seen. The ports are changed on the
 * control thread; anybody may look, and one thread reads the rings.
 */
public final class Capture {
    private final Target target;
    private final CaptureRings rings;
    private final List<Eye> eyes = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile Runnable onEnd = () -> {};

    /**
     * A port that is, or was, looked at; it stands in the list at the number of its tap.
     *
     * @param active false once the port is gone
     */
    public record Eye(TappedPort port, Tap tap, boolean active) {
        private Eye closed() {
            return new Eye(port, tap, false);
        }
    }

    public Capture(Target target, CaptureRings rings) {
        this.target = target;
        this.rings = rings;
    }

    /** What it has seen and was not read yet. */
    public CaptureRings rings() {
        return rings;
    }

    /** In order of the taps' numbers; those of ports that are gone stay. */
    public List<Eye> eyes() {
        return eyes;
    }

    /** Whether nothing more is to come: all its ports are gone. */
    public boolean isEnded() {
        return ended;
    }

    /** Has {@code action} called, once, when the last port has gone, at once if it has; by whichever thread. */
    public void onEnd(Runnable action) {
        onEnd = action;
        if (ended) {
            action.run();
        }
    }

    /** What is not there of what it was to look at. */
    public List<String> missing() {
        return target.missing(eyes.stream().map(Eye::port).toList());
    }

    /** A tap for the port, if it is one to look at. */
    Optional<PortTap> cover(TappedPort port) {
        if (ended || !target.covers(port)) {
            return Optional.empty();
        }
        Tap tap = rings.newTap();
        eyes.add(new Eye(port, tap, true));
        return Optional.of(new PortTap(this, tap, target.drops()));
    }

    /** The port in that slot is gone. */
    void leave(int slot) {
        boolean looked = false;
        for (int i = 0; i < eyes.size(); i++) {
            if (eyes.get(i).active() && eyes.get(i).port().slot() == slot) {
                eyes.set(i, eyes.get(i).closed());
                looked = true;
            }
        }
        if (looked && eyes.stream().noneMatch(Eye::active)) {
            ended = true;
            onEnd.run();
        }
    }
}
