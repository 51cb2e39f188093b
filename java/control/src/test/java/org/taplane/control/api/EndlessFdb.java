package org.taplane.control.api;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.taplane.control.event.EventLog;

/** A switch whose forwarding table is as large as asked for and counts the entries that were looked at. */
class EndlessFdb implements SwitchState {
    final AtomicLong taken = new AtomicLong();
    private final EventLog events = new EventLog();
    private final long size;

    EndlessFdb(long size) {
        this.size = size;
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        return this::walk;
    }

    private Iterator<FdbEntry> walk() {
        return LongStream.range(0, size)
                .peek(mac -> taken.incrementAndGet())
                .mapToObj(mac -> new FdbEntry("br0", 10, 0x0200_0000_0000L + mac, "vm1", Optional.empty(), false, 1))
                .iterator();
    }

    @Override
    public List<PortState> ports() {
        return List.of();
    }

    @Override
    public List<BridgeState> bridges() {
        return List.of();
    }

    @Override
    public List<VxlanState> vxlan() {
        return List.of();
    }

    @Override
    public List<LldpState> lldp() {
        return List.of();
    }

    @Override
    public Monitoring monitoring() {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public CompletableFuture<Feed> capture(CaptureRequest request) throws CaptureException {
        throw CaptureException.unavailable("nothing is captured here");
    }

    @Override
    public TraceResult trace(TraceRequest request) throws UnknownNameException {
        throw new UnknownNameException("there is no port \"" + request.port() + "\"");
    }

    @Override
    public int flush(FlushScope scope) throws UnknownNameException {
        if (scope.port().isPresent()) {
            throw new UnknownNameException("there is no port \"" + scope.port().get() + "\"");
        }
        return 0;
    }
}
