package org.taplane.daemon.cli;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.taplane.control.api.BridgeState;
import org.taplane.control.api.CaptureException;
import org.taplane.control.api.CaptureRequest;
import org.taplane.control.api.FdbEntry;
import org.taplane.control.api.Feed;
import org.taplane.control.api.FlushScope;
import org.taplane.control.api.LldpState;
import org.taplane.control.api.Monitoring;
import org.taplane.control.api.PortState;
import org.taplane.control.api.PortState.State;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.RemoteTraffic;
import org.taplane.control.api.SwitchState;
import org.taplane.control.api.TraceRequest;
import org.taplane.control.api.TraceResult;
import org.taplane.control.api.Traffic;
import org.taplane.control.api.UnknownNameException;
import org.taplane.control.api.Upgraded;
import org.taplane.control.api.VxlanState;
import org.taplane.control.api.VxlanState.Origin;
import org.taplane.control.api.VxlanState.Remote;
import org.taplane.control.api.VxlanState.SourcePorts;
import org.taplane.control.api.VxlanState.VlanVni;
import org.taplane.control.event.EventLog;

/** A switch with something in every column. */
final class SampleState implements SwitchState {
    static final Upgraded UPGRADED = new Upgraded(4711, 12_345, List.of("+ port br0/web: tap"), List.of());

    final EventLog events = new EventLog();

    @Override
    public List<PortState> ports() {
        Map<String, Long> drops = new LinkedHashMap<>();
        drops.put("too-short", 1L);
        drops.put("link-local", 3L);
        drops.put("no-egress", 12L);
        drops.put("queue-full", 12L);
        drops.put("source-zero", 1L);
        return List.of(
                port("vm1", "tap", State.UP, OptionalLong.of(0x0200_0000_0001L), traffic(1204, 118_022, 28), drops),
                port("web", "tap", State.MISSING, OptionalLong.of(0x0200_0000_0002L), traffic(0, 0, 0), Map.of()),
                port(
                        "vx",
                        "vxlan",
                        State.UP,
                        OptionalLong.empty(),
                        traffic(9_876_543_210L, 1_234_567_890_123L, 0),
                        Map.of()));
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        return List.of(
                new FdbEntry("br1", 1, 0x0200_0000_0001L, "x", Optional.empty(), false, 0),
                new FdbEntry("br0", 100, 0x0200_0000_0003L, "vm1", Optional.empty(), false, 245),
                new FdbEntry("br0", 10, 0x0200_0000_0009L, "vx", Optional.of("10.98.0.2"), true, 0));
    }

    @Override
    public List<BridgeState> bridges() {
        return List.of(new BridgeState("br0", 2, 2, 8192, 3, 1, 300, 0x4000, 1, List.of("isolated", "storm-control")));
    }

    @Override
    public List<VxlanState> vxlan() {
        return List.of(new VxlanState(
                "mesh",
                "br0",
                "10.98.0.1",
                4789,
                new SourcePorts("49152-65535", 16),
                1450,
                3,
                List.of(new VlanVni(10, 10010), new VlanVni(20, 10020)),
                List.of(
                        new Remote("10.98.0.2", Origin.CONFIGURED, 1350),
                        new Remote("10.98.0.9", Origin.LEARNED, 1450)),
                List.of(
                        new RemoteTraffic("10.98.0.2", 5, 500, 6, 600),
                        new RemoteTraffic(RemoteTraffic.OTHERS, 7, 700, 8, 800))));
    }

    private static PortState port(
            String name, String type, State state, OptionalLong mac, Traffic rx, Map<String, Long> drops) {
        Optional<String> why =
                state == State.MISSING ? Optional.of("network namespace \"web\" does not exist") : Optional.empty();
        return new PortState(
                "br0",
                name,
                type,
                state,
                1500,
                mac,
                Optional.empty(),
                why,
                2,
                state == State.UP ? OptionalInt.empty() : OptionalInt.of(16),
                Optional.empty(),
                new PortTotals(rx, traffic(7, 700, 1), drops));
    }

    private static Traffic traffic(long frames, long bytes, long drops) {
        return new Traffic(frames, bytes, drops);
    }

    @Override
    public List<LldpState> lldp() {
        return List.of(
                new LldpState(
                        "br0",
                        "wire",
                        true,
                        true,
                        120,
                        new LldpState.Frames(5, 4, 1, 2, 3),
                        List.of(new LldpState.Neighbour(
                                "02:00:00:00:00:07",
                                "ge-0/0/1",
                                Optional.empty(),
                                Optional.of("core"),
                                Optional.empty(),
                                List.of("bridge", "router"),
                                List.of("bridge"),
                                OptionalInt.of(10),
                                120,
                                61,
                                95))),
                new LldpState("br0", "web", false, true, 120, new LldpState.Frames(0, 0, 0, 0, 0), List.of()));
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
        if (!request.port().equals("vm1")) {
            throw new UnknownNameException("there is no port \"" + request.port() + "\"");
        }
        return new TraceResult(
                "br0",
                request.port(),
                TraceResult.Verdict.FORWARDED,
                List.of(new TraceResult.Step("admitted", "to VLAN 10"), new TraceResult.Step("sent", "by vx")),
                List.of(new TraceResult.Sent(
                        "vx", Optional.of("10.98.0.2"), HexFormat.of().formatHex(request.frame()))),
                List.of(new TraceResult.Drop("web", "port-down")),
                Optional.empty());
    }

    @Override
    public int flush(FlushScope scope) throws UnknownNameException {
        if (scope.port().isPresent()) {
            throw new UnknownNameException("there is no port \"" + scope.port().get() + "\"");
        }
        return scope.vlan().orElse(7);
    }

    static Upgraded upgrade() {
        return UPGRADED;
    }
}
