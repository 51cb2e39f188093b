package org.taplane.daemon;

import java.util.List;
import java.util.function.Consumer;
import org.taplane.dataplane.bridge.Forwarder;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Shard;

/**
 * What a port needs to move frames: its number in its bridge, the shards with the bridge's forwarder on each, and who is
 * told of its faults and its link.
 *
 * @param forwarders by shard index
 * @param onLink called on the control thread
 */
record PortAttachment(
        int number,
        List<Shard> shards,
        List<Forwarder> forwarders,
        FaultSink faults,
        LinkTracker links,
        Consumer<LinkState> onLink) {}
