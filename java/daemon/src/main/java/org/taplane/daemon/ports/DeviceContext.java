package org.taplane.daemon.ports;

import java.util.List;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.io.netns.NamespaceNames;
import org.taplane.io.shard.Loop;
import org.taplane.io.tap.FlowSteering;

/**
 * What ports with devices share.
 *
 * @param control the loop on which devices are followed and tried for
 * @param splitters one a shard
 * @param backstage where the daemon's ends of pairs are
 * @param lane which of them the kernel forwards for
 * @param inherited descriptors of devices that are there already
 */
public record DeviceContext(
        Loop control,
        NamespaceNames names,
        FlowSteering steering,
        List<Splitter> splitters,
        Backstage backstage,
        FastLane lane,
        Inheritance inherited) {
    public DeviceContext {
        splitters = List.copyOf(splitters);
    }
}
