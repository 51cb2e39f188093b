package org.taplane.daemon.bridges;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.daemon.ports.KernelPort;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** A port without a device, which notes who uses it after its end. */
final class FakePort implements PortDriver {
    private final TapConfig config;
    private final List<End> ends;
    private final AtomicInteger misuses = new AtomicInteger();
    private Optional<PortAttachment> attachment = Optional.empty();
    private Optional<KernelPort> kernel = Optional.empty();
    private volatile boolean reading;
    private volatile boolean closed;
    private volatile LinkState link = new LinkState(true, 1500, OptionalLong.empty());

    private final class End implements Port {
        private final PortCounters counters = new PortCounters();

        @Override
        public void transmit(Burst burst, FrameList frames) {
            if (closed) {
                misuses.incrementAndGet();
            }
            counters.sent(frames.size(), 0);
        }

        @Override
        public PortCounters counters() {
            return counters;
        }
    }

    FakePort(String name, int shards, PortFeatures features) {
        config = new TapConfig(
                name,
                new VlanConfig.Access(1),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                1500,
                OptionalLong.empty(),
                OnMissing.FAIL,
                Optional.empty(),
                features);
        ends = Stream.generate(End::new).limit(shards).toList();
    }

    @Override
    public TapConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return ends;
    }

    @Override
    public LinkState link() {
        return link;
    }

    @Override
    public Optional<KernelPort> kernelPort() {
        return kernel;
    }

    /** The kernel forwards for the port, whose station's end has that address. */
    void isInKernel(KernelPort place, long mac) {
        kernel = Optional.of(place);
        link = new LinkState(true, 1500, OptionalLong.of(mac));
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    /** The last that happens to it when it is added. */
    @Override
    public void follow() {
        reading = true;
    }

    /** As a watch that is closed: on return no shard reads. */
    @Override
    public void stop() {
        reading = false;
        attachment.orElseThrow().shards().settle();
    }

    @Override
    public void close() {
        closed = true;
    }

    void linkGoes(boolean up) {
        link = new LinkState(up, 1500, OptionalLong.empty());
        attachment.orElseThrow().tell(link);
    }

    /** Forwards what the port received, if it is being read; on a shard's thread. */
    void receive(Burst burst, long frames) {
        if (reading) {
            PortAttachment to = attachment.orElseThrow();
            burst.select(frames, to.slot());
            to.forwarders().get(burst.shard()).forward(burst);
        }
    }

    /** How often it was used when it was closed already. */
    int misuses() {
        return misuses.get();
    }

    boolean isClosed() {
        return closed;
    }

    long sent() {
        return ends.stream().mapToLong(end -> end.counters().txFrames()).sum();
    }
}
