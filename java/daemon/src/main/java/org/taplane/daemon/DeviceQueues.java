package org.taplane.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.DevicePort;
import org.taplane.io.device.DeviceReceiver;
import org.taplane.io.device.FrameQueue;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;

/** The queues of one device, one a shard: which of them a shard reads, and by which it sends. */
final class DeviceQueues {
    private final FrameQueue kind;
    private final List<DevicePort> ports;
    private final List<Watch> watches = new ArrayList<>();

    DeviceQueues(FrameQueue kind, int shards) {
        this.kind = kind;
        this.ports = Stream.generate(() -> new DevicePort(kind)).limit(shards).toList();
    }

    List<? extends Port> ports() {
        return ports;
    }

    /** @param fds one queue a shard, by shard index */
    void attach(int[] fds, List<Shard> shards) {
        for (Shard shard : shards) {
            int fd = fds[shard.index()];
            DevicePort port = ports.get(shard.index());
            shard.run(() -> port.attach(fd));
        }
    }

    /** Begins to read the queues that were attached. */
    void start(int[] fds, PortAttachment attachment) {
        for (Shard shard : attachment.shards()) {
            int fd = fds[shard.index()];
            watches.add(shard.watch(
                    fd,
                    new DeviceReceiver(
                            kind,
                            fd,
                            attachment.number(),
                            attachment.forwarders().get(shard.index()))));
        }
    }

    /** On return no shard uses the queues any more, and they may be closed. */
    void detach(List<Shard> shards) {
        watches.forEach(Watch::close);
        watches.clear();
        for (Shard shard : shards) {
            shard.run(ports.get(shard.index())::detach);
        }
    }
}
