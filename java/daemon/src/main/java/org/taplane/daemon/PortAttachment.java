package org.taplane.daemon;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.Netns;

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
            List<Forwarder> forwarders,
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

    Consumer<LinkState> onLink() {
        return onLink;
    }

    /** Reports a link as {@link LinkTracker#follow} does, until the port is removed. */
    void follow(Netns netns, LinkTracker.Selector selector, Predicate<LinkEvent> listener) {
        links.follow(netns, selector, event -> !ended && listener.test(event));
    }

    /** The port is being removed: what becomes of its link is nobody's business any more. */
    void end() {
        ended = true;
    }
}
