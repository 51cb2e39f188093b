package org.taplane.daemon.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.taplane.dataplane.bridge.SplittingForwarder;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.Port;
import org.taplane.io.device.DevicePort;
import org.taplane.io.device.DeviceReceiver;
import org.taplane.io.device.FrameSource;
import org.taplane.io.device.QueueIo;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;

/** The queues of one device, one a shard: which of them a shard reads, and by which it sends. */
final class DeviceQueues {
    private final List<DevicePort> ports;
    private final IntFunction<? extends FrameSource> sources;
    private final List<Splitter> splitters;
    private final Readings readings = new Readings();
    private final List<Opened> opened = new ArrayList<>();

    /** What a shard reads by, to be closed on its thread. */
    private record Opened(Shard shard, FrameSource source) {
        void close() {
            shard.run(source::close);
        }
    }

    /** @param sources makes what reads the queue of a descriptor, on the thread that is to read it */
    DeviceQueues(QueueIo kind, IntFunction<? extends FrameSource> sources, int shards) {
        this(kind, sources, shards, List.of());
    }

    /** @param splitters each shard's, for a device by which frames come that have to be taken apart */
    DeviceQueues(QueueIo kind, IntFunction<? extends FrameSource> sources, int shards, List<Splitter> splitters) {
        this.ports = Stream.generate(() -> new DevicePort(kind)).limit(shards).toList();
        this.sources = sources;
        this.splitters = splitters;
    }

    List<? extends Port> ports() {
        return ports;
    }

    /**
     * Makes ready to send by the queues, and to read them.
     *
     * @param fds one queue a shard, by shard index
     */
    void attach(int[] fds, PortAttachment to) {
        for (Shard shard : to.shards()) {
            int fd = fds[shard.index()];
            DevicePort port = ports.get(shard.index());
            shard.run(() -> {
                port.attach(fd);
                read(shard, fd, to);
            });
        }
    }

    private void read(Shard shard, int fd, PortAttachment to) {
        FrameSource source = sources.apply(fd);
        opened.add(new Opened(shard, source));
        Forwarder forwarder = entrance(shard, to.forwarders().get(shard.index()));
        Reception reception = new Reception(to.slot(), ports.get(shard.index()).counters(), to.faults());
        readings.add(shard, fd, new DeviceReceiver(source, to.slot(), forwarder, reception));
    }

    private Forwarder entrance(Shard shard, Forwarder bridge) {
        return splitters.isEmpty() ? bridge : new SplittingForwarder(bridge, splitters.get(shard.index()));
    }

    /** Begins to read the queue of a shard, if it is attached, or goes on; on the shard's thread. */
    void start(Shard shard) {
        readings.start(shard);
    }

    /** Ends reading the queue of a shard until {@link #start}; on the shard's thread. */
    void pause(Shard shard) {
        readings.pause(shard);
    }

    /** On return no shard reads the queues any more. */
    void stop() {
        readings.clear();
        opened.forEach(Opened::close);
        opened.clear();
    }

    /** On return no shard uses the queues any more, and they may be closed. */
    void detach(Shards shards) {
        stop();
        for (Shard shard : shards) {
            shard.run(ports.get(shard.index())::detach);
        }
    }
}
