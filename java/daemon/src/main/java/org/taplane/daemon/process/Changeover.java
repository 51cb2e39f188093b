package org.taplane.daemon.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.handover.Conversation;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.handover.Transfer;
import org.taplane.daemon.ports.PortException;
import org.taplane.io.sys.SysException;

/**
 * The moment in which frames are read by neither process. It fills the control thread: no link event, no timer and no
 * attempt to have a device comes between.
 */
final class Changeover {
    /** Frames wait no longer than that: the queue of a TAP device holds a thousand. */
    private static final Duration STANDSTILL = Duration.ofMillis(1500);

    private final Switch running;
    private final Conversation conversation;
    private final Supplier<Legacy> news;
    private final Successor successor;

    /** @param news what has been learned since the other process was told, and all counters; asked when nobody reads */
    Changeover(Switch running, Conversation conversation, Supplier<Legacy> news, Successor successor) {
        this.running = running;
        this.conversation = conversation;
        this.news = news;
        this.successor = successor;
    }

    /**
     * Ends reading, has the other process begin, and lets go of everything.
     *
     * @return microseconds for which nobody read
     * @throws HandoverException if the other process did not begin: it is dead then, and this one reads as before
     */
    long carryOut(Duration patience) throws HandoverException {
        Duration bound = patience.compareTo(STANDSTILL) < 0 ? patience : STANDSTILL;
        AtomicReference<Optional<HandoverException>> failure = new AtomicReference<>(Optional.empty());
        AtomicReference<Long> waited = new AtomicReference<>(0L);
        running.onControl(() -> {
            try {
                waited.set(change(bound));
            } catch (HandoverException e) {
                failure.set(Optional.of(e));
            }
        });
        if (failure.get().isPresent()) {
            throw failure.get().get();
        }
        return waited.get();
    }

    private long change(Duration bound) throws HandoverException {
        long stopped = System.nanoTime();
        try {
            running.pause();
            Transfer.tell(conversation, Kind.STOPPED, news.get(), Long.toString(stopped));
            String micros = conversation.await(Kind.FORWARDING, bound).text();
            running.letGo();
            return Long.parseLong(micros);
        } catch (HandoverException | SysException e) {
            resume();
            throw new HandoverException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Two that read would tear streams apart: the other one has to be dead first. */
    private void resume() throws HandoverException {
        successor.kill();
        try {
            running.start();
        } catch (PortException e) {
            throw new HandoverException("the old process cannot go on: " + e.getMessage(), e);
        }
    }
}
