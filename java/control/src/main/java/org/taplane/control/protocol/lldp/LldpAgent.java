package org.taplane.control.protocol.lldp;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.taplane.control.config.LldpConfig;

/**
 * One port's agent (IEEE 802.1AB clause 9): tells who the switch is, and keeps what neighbours tell. It sends at once when
 * the link comes up or what it says changes, then every 30 seconds, or more often if the time to live is short; and four
 * times, a second apart, when somebody new is heard, who then need not wait. It takes leave when it ends.
 *
 * <p>For one thread, but for {@link #status}.
 */
public final class LldpAgent {
    private static final long SECOND = 1_000_000_000L;

    /** msgTxInterval (9.2.5.7). */
    private static final int INTERVAL = 30;

    /** How often what is told is repeated before it is forgotten: msgTxHold (9.2.5.6). */
    private static final int HOLD = 4;

    /** txFastInit (9.2.5.19). */
    private static final int FAST = 4;

    private final Predicate<byte[]> link;
    private final LongSupplier nanos;
    private final Neighbours neighbours = new Neighbours();
    private LldpConfig config = LldpConfig.OFF;
    private Optional<Self> self = Optional.empty();
    private LldpStatus.Counts counts = LldpStatus.Counts.NONE;
    private long due;
    private int fast;
    private boolean up;
    private boolean told;
    private volatile LldpStatus status = new LldpStatus(config, counts, neighbours.list());

    /**
     * What the agent says.
     *
     * @param mac address that it speaks from, the low 48 bits
     * @param description of the system and the port; its time to live is the configuration's
     */
    public record Self(long mac, Lldpdu description) {}

    /**
     * @param link sends a frame by the port, if it is up, and says whether it is
     * @param nanos a clock that never goes back
     */
    public LldpAgent(Predicate<byte[]> link, LongSupplier nanos) {
        this.link = link;
        this.nanos = nanos;
        due = nanos.getAsLong();
    }

    /** What the agent is to do and to say from now on. */
    public void set(LldpConfig next, Self description) {
        Optional<Self> said = Optional.of(description);
        if (!next.transmit()) {
            takeLeave();
        } else if (!next.equals(config) || !said.equals(self)) {
            due = nanos.getAsLong();
        }
        if (!next.receive()) {
            neighbours.clear();
        }
        config = next;
        self = said;
        publish();
    }

    /**
     * To be called about once a second.
     *
     * @param isUp whether the port's link is up
     */
    public void tick(boolean isUp) {
        long now = nanos.getAsLong();
        counts = counts.agedOut(neighbours.age(now));
        if (isUp && !up) {
            due = now;
        }
        up = isUp;
        if (config.transmit() && isUp && now - due >= 0) {
            send(now);
        }
        publish();
    }

    private void send(long now) {
        int ttl = Math.toIntExact(config.ttl().toSeconds());
        if (say(ttl)) {
            told = true;
            counts = counts.oneSent();
            due = now + SECOND * (fast > 0 ? 1 : Math.min(INTERVAL, ttl / HOLD));
            fast = Math.max(0, fast - 1);
        }
    }

    private boolean say(int ttl) {
        return self.filter(
                        said -> link.test(LldpduWriter.write(said.description().withTtl(ttl), said.mac())))
                .isPresent();
    }

    /** A frame that came in by the port, from its destination address on. */
    public void receive(byte[] frame) {
        if (!config.receive()) {
            return;
        }
        counts = counts.oneReceived();
        LldpduReader.read(frame).ifPresentOrElse(this::hear, () -> counts = counts.oneDiscarded());
        publish();
    }

    private void hear(Lldpdu said) {
        long now = nanos.getAsLong();
        switch (neighbours.hear(said, now)) {
            case NEW -> {
                fast = FAST;
                if (due - now > 0) {
                    due = now;
                }
            }
            case NO_ROOM -> counts = counts.oneRefused();
            case REFRESHED, GONE -> {}
        }
    }

    /** The port is about to go: neighbours are told to forget it. */
    public void close() {
        takeLeave();
        config = LldpConfig.OFF;
        neighbours.clear();
        publish();
    }

    /** By a time to live of 0 (8.5.4, 9.2.9.2), and with nothing else. */
    private void takeLeave() {
        if (told) {
            told = false;
            self.ifPresent(said -> {
                // of a port that is down nobody takes leave
                boolean _ = link.test(LldpduWriter.write(
                        Lldpdu.of(
                                said.description().chassis(), said.description().port(), 0),
                        said.mac()));
            });
        }
    }

    private void publish() {
        status = new LldpStatus(config, counts, neighbours.list());
    }

    /** As it is now; for any thread. */
    public LldpStatus status() {
        return status;
    }
}
