package org.taplane.dataplane.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.Replies;

/** A port that keeps what it is given to transmit. */
final class RecordingPort implements Port {
    private final PortCounters counters = new PortCounters();
    private final List<SentFrame> sent = new ArrayList<>();
    private Optional<Replies> replies = Optional.empty();

    @Override
    public void transmit(Burst burst, FrameList frames) {
        for (int i = 0; i < frames.size(); i++) {
            SentFrame frame = SentFrame.of(burst, frames.get(i));
            sent.add(frame);
            counters.sent(1, burst.length(frames.get(i)));
        }
    }

    @Override
    public void answerBy(Replies given) {
        replies = Optional.of(given);
    }

    /** What the port answers stations by. */
    Replies replies() {
        return replies.orElseThrow();
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    /** What was sent since the last call. */
    List<SentFrame> take() {
        List<SentFrame> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
