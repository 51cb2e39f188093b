package org.taplane.control.protocol.lldp;

/**
 * Who is at the other end of a link.
 *
 * @param said what it said last
 * @param since when it was heard first, in nanoseconds of the agent's clock
 * @param heard when it was heard last
 */
public record Neighbour(Lldpdu said, long since, long heard) {
    private static final long SECOND = 1_000_000_000L;

    boolean isStale(long now) {
        return now - heard >= said.ttl() * SECOND;
    }

    /** Whole seconds since it was heard first. */
    public long age(long now) {
        return (now - since) / SECOND;
    }

    /** Seconds until it is forgotten if it says nothing more. */
    public long expires(long now) {
        return Math.max(0, said.ttl() - (now - heard) / SECOND);
    }
}
