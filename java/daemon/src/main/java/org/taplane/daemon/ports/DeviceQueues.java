package org.taplane.daemon.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.taplane.io.shard.Watch;

/** The queues of one device, one a shard: which of them a shard reads, and by which it sends. */
final class DeviceQueues {
    private final List<DevicePort> ports;
    private final IntFunction<? extends FrameSource> sources;
    private final List<Splitter> splitters;
    private final List<Reading> readings = new ArrayList<>();

    /** One queue as its shard reads it, or is ready to. */
    private static final class Reading {
        private final Shard shard;
        private final int fd;
        private final FrameSource source;
        private final DeviceReceiver receiver;
        private Optional<Watch> watch = Optional.empty();

        Reading(Shard shard, int fd, FrameSource source, DeviceReceiver receiver) {
            this.shard = shard;
            this.fd = fd;
            this.source = source;
            this.receiver = receiver;
        }

        void begin() {
            if (watch.isEmpty()) {
                watch = Optional.of(shard.watch(fd, receiver));
            }
        }

        void pause() {
            watch.ifPresent(Watch::close);
            watch = Optional.empty();
        }

        void end() {
            pause();
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
                readings.add(reading(shard, fd, to));
            });
        }
    }

    private Reading reading(Shard shard, int fd, PortAttachment to) {
        FrameSource source = sources.apply(fd);
        Forwarder forwarder = entrance(shard, to.forwarders().get(shard.index()));
        Reception reception = new Reception(to.slot(), ports.get(shard.index()).counters(), to.faults());
        return new Reading(shard, fd, source, new DeviceReceiver(source, to.slot(), forwarder, reception));
    }

    private Forwarder entrance(Shard shard, Forwarder bridge) {
        return splitters.isEmpty() ? bridge : new SplittingForwarder(bridge, splitters.get(shard.index()));
    }

    /** Begins to read the queue of a shard, if it is attached, or goes on; on the shard's thread. */
    void start(Shard shard) {
        for (Reading reading : readings) {
            if (reading.shard == shard) {
                reading.begin();
            }
        }
    }

    /** Ends reading the queue of a shard until {@link #start}; on the shard's thread. */
    void pause(Shard shard) {
        for (Reading reading : readings) {
            if (reading.shard == shard) {
                reading.pause();
            }
        }
    }

    /** On return no shard reads the queues any more. */
    void stop() {
        readings.forEach(Reading::end);
        readings.clear();
    }

    /** On return no shard uses the queues any more, and they may be closed. */
    void detach(Shards shards) {
        stop();
        for (Shard shard : shards) {
            shard.run(ports.get(shard.index())::detach);
        }
    }
}
