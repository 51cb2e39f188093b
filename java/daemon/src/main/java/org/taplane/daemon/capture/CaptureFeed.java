package org.taplane.daemon.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.taplane.control.api.Feed;
import org.taplane.control.pcapng.PcapngWriter;
import org.taplane.control.pcapng.PcapngWriter.Frame;
import org.taplane.daemon.taps.Capture;
import org.taplane.daemon.taps.Capture.Eye;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.dataplane.port.Direction;

/**
 * What a capture has seen, as pcapng. It looks for frames a hundred times a second rather than having the shards tell, who
 * have other things to do.
 */
final class CaptureFeed implements Feed {
    private static final Duration PERIOD = Duration.ofMillis(10);

    /** A frame waits so long for one that another shard has copied before it and not yet handed over. */
    private static final long SORTING_NANOS = 2_000_000;

    /** Bytes of a chunk, without the frame that exceeds it. */
    private static final int CHUNK = 1 << 15;

    private final Capture capture;
    private final Runnable end;
    private final ScheduledExecutorService clock;
    private final String filter;
    private final int snapLength;
    private final PcapngWriter writer = new PcapngWriter();
    private final Map<Integer, Long> reportedLost = new HashMap<>();
    private int described;
    private boolean drained;

    /**
     * A feed whose first bytes say what follows.
     *
     * @param end called when nobody takes anything any more
     * @param clock its own, which ends with it
     */
    CaptureFeed(
            Capture capture,
            Runnable end,
            ScheduledExecutorService clock,
            String application,
            String filter,
            int snapLength) {
        this.capture = capture;
        this.end = end;
        this.clock = clock;
        this.filter = filter;
        this.snapLength = snapLength;
        writer.section(application);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the clock
    public void open(Runnable more) {
        capture.onEnd(more);
        clock.scheduleAtFixedRate(more, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The ports first: a frame of one is in a ring only after the port is in the list. */
    @Override
    public Optional<byte[]> next() {
        long now = System.nanoTime();
        long toEpoch = epochNanos() - now;
        boolean last = capture.isEnded();
        CaptureRings rings = capture.rings();
        while (writer.size() < CHUNK && rings.next(last ? now : now - SORTING_NANOS)) {
            describePorts();
            write(rings, toEpoch);
        }
        describePorts();
        reportLosses(now + toEpoch);
        drained = last && writer.size() == 0;
        return writer.size() == 0 ? Optional.empty() : Optional.of(writer.take());
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private void describePorts() {
        List<Eye> eyes = capture.eyes();
        while (described < eyes.size()) {
            writer.port(eyes.get(described++).port().label(), snapLength, filter);
        }
    }

    private void write(CaptureRings frame, long toEpoch) {
        writer.frame(new Frame(
                frame.tap(),
                frame.when() + toEpoch,
                frame.direction() == Direction.RECEIVED
                        ? PcapngWriter.Direction.INBOUND
                        : PcapngWriter.Direction.OUTBOUND,
                frame.length(),
                frame.bytes(),
                Comments.of(frame, capture.eyes().get(frame.tap()).port())));
    }

    /** As soon as there is a loss, for nobody knows how a client will leave. */
    private void reportLosses(long nanos) {
        for (Eye eye : capture.eyes()) {
            int port = eye.tap().number();
            long lost = eye.tap().lost();
            if (lost != reportedLost.getOrDefault(port, 0L)) {
                reportedLost.put(port, lost);
                writer.statistics(port, nanos, eye.tap().captured() + lost, lost);
            }
        }
    }

    @Override
    public boolean isEnded() {
        return drained;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        end.run();
    }
}
