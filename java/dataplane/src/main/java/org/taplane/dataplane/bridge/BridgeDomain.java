package org.taplane.dataplane.bridge;

/** What the shards of one bridge share: its name, its forwarding database, and the topology in force. */
public final class BridgeDomain {
    private final String name;
    private final Fdb fdb;
    private volatile Topology topology;

    public BridgeDomain(String name, Fdb fdb, Topology topology) {
        this.name = name;
        this.fdb = fdb;
        this.topology = topology;
    }

    public String name() {
        return name;
    }

    public Fdb fdb() {
        return fdb;
    }

    /** The snapshot in force; a shard reads it once a burst. */
    public Topology topology() {
        return topology;
    }

    /** Publishes a new snapshot: every burst that starts from now on sees it. */
    public void publish(Topology next) {
        topology = next;
    }
}
