package org.taplane.daemon.ports;

import java.util.List;
import java.util.function.Consumer;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shards;

/**
 * What a port needs to move frames: its slot, the shards with the bridge's forwarder on each, and who is told of its
 * faults and its link. Used on the control thread, except for what is handed to a shard.
 */
public final class PortAttachment {
    private final int slot;
    private final Shards shards;
    private final List<Forwarder> forwarders;
    private final FaultSink faults;
    private final LinkTracker links;
    private final Consumer<LinkState> onLink;
    private boolean ended;

    /**
     * A port in its slot.
     *
     * @param forwarders by shard index
     * @param onLink called on the control thread
     */
    public PortAttachment(
            int slot,
            Shards shards,
            List<? extends Forwarder> forwarders,
            FaultSink faults,
            LinkTracker links,
            Consumer<LinkState> onLink) {
        this.slot = slot;
        this.shards = shards;
        this.forwarders = List.copyOf(forwarders);
        this.faults = faults;
        this.links = links;
        this.onLink = onLink;
    }

    public int slot() {
        return slot;
    }

    public Shards shards() {
        return shards;
    }

    public List<Forwarder> forwarders() {
        return forwarders;
    }

    public FaultSink faults() {
        return faults;
    }

    public LinkTracker links() {
        return links;
    }

    /** Tells the bridge of the port's link, until the port is removed. */
    public void tell(LinkState link) {
        if (!ended) {
            onLink.accept(link);
        }
    }

    /** The port is being removed: what becomes of its link is nobody's business any more. */
    public void end() {
        ended = true;
    }
}
