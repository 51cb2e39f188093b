package org.taplane.dataplane.bridge;

/** What the shards of one bridge share: its name, its forwarding database, and the plan in force. */
public final class BridgeDomain {
    private final String name;
    private volatile Fdb fdb;
    private volatile BridgePlan plan;

    public BridgeDomain(String name, Fdb fdb, BridgePlan plan) {
        this.name = name;
        this.fdb = fdb;
        this.plan = plan;
    }

    public String name() {
        return name;
    }

    /** The table in use; a shard reads it once a burst. */
    public Fdb fdb() {
        return fdb;
    }

    /** Puts another table in place of the one in use, in the way of {@link #publish}. */
    public void replace(Fdb next) {
        fdb = next;
    }

    /** The snapshot in force; a shard reads it once a burst. */
    public BridgePlan plan() {
        return plan;
    }

    /**
     * Publishes a new snapshot: every burst that starts from now on sees it. One that has started goes on with the old; who
     * depends on its end waits until every shard has carried out a task.
     */
    public void publish(BridgePlan next) {
        plan = next;
    }
}
