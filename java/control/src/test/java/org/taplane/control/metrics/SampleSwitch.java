package org.taplane.control.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.taplane.control.api.BridgeState;
import org.taplane.control.api.CaptureException;
import org.taplane.control.api.CaptureRequest;
import org.taplane.control.api.FdbEntry;
import org.taplane.control.api.Feed;
import org.taplane.control.api.FlushScope;
import org.taplane.control.api.LldpState;
import org.taplane.control.api.Monitoring;
import org.taplane.control.api.PortState;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.RemoteTraffic;
import org.taplane.control.api.SwitchState;
import org.taplane.control.api.TraceRequest;
import org.taplane.control.api.TraceResult;
import org.taplane.control.api.Traffic;
import org.taplane.control.api.VxlanState;
import org.taplane.control.event.EventLog;

/** A switch of one bridge with as many ports as wanted, and a tunnel with many remotes. */
record SampleSwitch(int count) implements SwitchState {
    @Override
    public List<PortState> ports() {
        return IntStream.range(0, count).mapToObj(SampleSwitch::port).toList();
    }

    private static PortState port(int index) {
        return new PortState(
                "br0",
                "p" + index,
                "tap",
                index == 0 ? PortState.State.UP : PortState.State.MISSING,
                1500,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                2,
                OptionalInt.empty(),
                Optional.empty(),
                new PortTotals(
                        new Traffic(index, 100L * index, 3),
                        new Traffic(20, 2000, 1),
                        Map.of("link-local", 4L, "no-egress", 5L)));
    }

    @Override
    public List<BridgeState> bridges() {
        return List.of(new BridgeState("br0", count, 2, 8192, 3, 1, 300, 0, 0, List.of()));
    }

    @Override
    public List<VxlanState> vxlan() {
        return List.of(new VxlanState(
                "vx",
                "br0",
                "10.98.0.1",
                4789,
                new VxlanState.SourcePorts("49152-65535", 16),
                1450,
                3,
                List.of(),
                List.of(
                        new VxlanState.Remote("10.98.0.2", VxlanState.Origin.CONFIGURED, 1350),
                        new VxlanState.Remote("10.98.0.7", VxlanState.Origin.LEARNED, 1450),
                        new VxlanState.Remote("10.98.0.8", VxlanState.Origin.LEARNED, 1450)),
                List.of(
                        new RemoteTraffic("10.98.0.2", 5, 500, 6, 600),
                        new RemoteTraffic(RemoteTraffic.OTHERS, 7, 700, 8, 800))));
    }

    @Override
    public EventLog events() {
        throw new UnsupportedOperationException("metrics are not about events");
    }

    @Override
    public CompletableFuture<Feed> capture(CaptureRequest request) throws CaptureException {
        throw CaptureException.unavailable("metrics are not captured");
    }

    @Override
    public TraceResult trace(TraceRequest request) {
        throw new UnsupportedOperationException("metrics are not about single frames");
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        throw new UnsupportedOperationException("metrics are not about stations");
    }

    @Override
    public List<LldpState> lldp() {
        return List.of();
    }

    @Override
    public Monitoring monitoring() {
        throw new UnsupportedOperationException("the test is about what monitoring is made from");
    }

    @Override
    public int flush(FlushScope scope) {
        throw new UnsupportedOperationException("metrics change nothing");
    }
}
