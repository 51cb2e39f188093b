package org.taplane.dataplane.host;

import java.util.Collection;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.rate.TokenBucket;
import org.taplane.wire.Ethernet;

/**
 * Which of a port's frames are for the switch itself. Each reason has a rate of its own, and each port too: what one
 * sender floods keeps nothing from another. Shared by the shards.
 */
public final class Punts {
    public static final Punts NONE = new Punts(new Rule[0]);

    private final Rule[] rules;

    private record Rule(PuntReason why, TokenBucket bucket) {}

    private Punts(Rule[] rules) {
        this.rules = rules;
    }

    /**
     * Those for these reasons, with full buckets.
     *
     * @param now a tick
     */
    public static Punts of(Collection<PuntReason> reasons, int now) {
        Rule[] rules = new Rule[reasons.size()];
        int next = 0;
        for (PuntReason why : reasons) {
            rules[next++] = new Rule(why, new TokenBucket(why.rate(), now));
        }
        return new Punts(rules);
    }

    /** Another one that takes what this one would take now, and does not count it here. */
    public Punts rehearsal() {
        Rule[] copies = rules.clone();
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new Rule(rules[i].why(), rules[i].bucket().copy());
        }
        return new Punts(copies);
    }

    /**
     * Takes a frame that has at least an Ethernet header, if it is for the switch: copies it to the ring, or counts why it
     * was lost on the way there. Returns whether it was for the switch; nobody else is to have it then.
     */
    public boolean take(Burst burst, int frame, PuntRing ring, PortCounters counters) {
        long destination = Ethernet.destination(burst.slab(), burst.start(frame));
        int type = Ethernet.etherType(burst.slab(), burst.start(frame));
        for (Rule rule : rules) {
            if (rule.why().covers(destination, type)) {
                punt(burst, frame, rule, ring, counters);
                return true;
            }
        }
        return false;
    }

    private static void punt(Burst burst, int frame, Rule rule, PuntRing ring, PortCounters counters) {
        if (rule.bucket().take(1, burst.now()) == 0) {
            counters.dropReceived(DropReason.PUNT_RATE, burst, 1L << frame);
        } else if (!ring.offer(rule.why(), burst, frame)) {
            counters.dropReceived(DropReason.PUNT_QUEUE_FULL, burst, 1L << frame);
        }
    }
}
