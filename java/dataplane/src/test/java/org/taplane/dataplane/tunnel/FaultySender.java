package org.taplane.dataplane.tunnel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Slab;

/** A sender whose kernel refuses some messages, each for any reason, and that knows which copies of frames got through. */
public final class FaultySender implements DatagramSender {
    private static final List<DropReason> REASONS =
            List.of(DropReason.IO_ERROR, DropReason.QUEUE_FULL, DropReason.MTU_EXCEEDED);

    private final boolean segments;
    private final int longestUncut;
    private final int refusedPercent;
    private final RandomGenerator random;
    /** By receiver: why the frame whose messages are coming is lost already; 0 if it is not. */
    private final Map<VtepAddress, Integer> lost = new HashMap<>();

    private final List<Integer> outcomes = new ArrayList<>();

    public FaultySender(boolean segments, int longestUncut, int refusedPercent, RandomGenerator random) {
        this.segments = segments;
        this.longestUncut = longestUncut;
        this.refusedPercent = refusedPercent;
        this.random = random;
    }

    /** Copies that all messages of were taken. */
    public long sent() {
        return outcomes.stream().filter(errno -> errno == 0).count();
    }

    /** Copies that were lost for {@code reason} first. */
    public long lost(DropReason reason) {
        return outcomes.stream()
                .filter(errno -> errno != 0 && reason(errno) == reason)
                .count();
    }

    @Override
    public int sockets() {
        return 16;
    }

    @Override
    public boolean segments() {
        return segments;
    }

    @Override
    public int longestUncut() {
        return longestUncut;
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        int refused = 0;
        for (int message = 0; message < batch.messages(); message++) {
            int errno = random.nextInt(100) < refusedPercent ? 1 + random.nextInt(REASONS.size()) : 0;
            batch.error(message, errno);
            refused += errno == 0 ? 0 : 1;
            note(batch, message, errno);
        }
        return refused;
    }

    private void note(DatagramBatch batch, int message, int errno) {
        VtepAddress to = new VtepAddress(batch.destinationHigh(message), batch.destinationLow(message));
        int first = lost.merge(to, errno, (before, now) -> before == 0 ? now : before);
        if (batch.frames(message) > 0) {
            lost.remove(to);
        }
        for (int frame = 0; frame < batch.frames(message); frame++) {
            outcomes.add(first);
        }
    }

    @Override
    public DropReason reason(int errno) {
        return REASONS.get(errno - 1);
    }
}
