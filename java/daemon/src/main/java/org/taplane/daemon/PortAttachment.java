package org.taplane.daemon;

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
final class PortAttachment {
    private final int slot;
    private final Shards shards;
    private final List<Forwarder> forwarders;
    private final FaultSink faults;
    private final LinkTracker links;
    private final Consumer<LinkState> onLink;
    private boolean ended;

    /**
     * @param forwarders by shard index
     * @param onLink called on the control thread
     */
    PortAttachment(
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

    int slot() {
        return slot;
    }

    Shards shards() {
        return shards;
    }

    List<Forwarder> forwarders() {
        return forwarders;
    }

    FaultSink faults() {
        return faults;
    }

    LinkTracker links() {
        return links;
    }

    /** Tells the bridge of the port's link, until the port is removed. */
    void tell(LinkState link) {
        if (!ended) {
            onLink.accept(link);
        }
    }

    /** The port is being removed: what becomes of its link is nobody's business any more. */
    void end() {
        ended = true;
    }
}
