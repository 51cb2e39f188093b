package org.taplane.control.api;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.taplane.control.event.EventLog;

/** A small switch: one of everything. */
final class SampleState implements SwitchState {
    static final Upgraded UPGRADED = new Upgraded(4711, 12_345, List.of("+ port br0/web: tap"), List.of());

    static final PortState TAP = new PortState(
            "br0",
            "vm1",
            "tap",
            PortState.State.UP,
            1500,
            OptionalLong.of(0x0200_0000_0001L),
            Optional.of("cni pods c1 eth0"),
            Optional.empty(),
            2,
            OptionalInt.of(16),
            Optional.of(new PeerState(Optional.of("process 7 of user 1000"), 3, 1)),
            new PortTotals(new Traffic(10, 1000, 3), new Traffic(20, 2000, 1), Map.of("link-local", 4L)));
    static final PortState TUNNEL = new PortState(
            "br0",
            "vx",
            "vxlan",
            PortState.State.DOWN,
            1450,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            OptionalInt.empty(),
            Optional.empty(),
            new PortTotals(new Traffic(0, 0, 0), new Traffic(0, 0, 0), Map.of()));
    static final PortState MISSING = new PortState(
            "br0",
            "wire",
            "packet",
            PortState.State.MISSING,
            0,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of("device eth1 does not exist in network namespace \"web\""),
            0,
            OptionalInt.empty(),
            Optional.empty(),
            new PortTotals(new Traffic(0, 0, 0), new Traffic(0, 0, 0), Map.of()));
    static final FdbEntry DYNAMIC = new FdbEntry("br0", 10, 0x0200_0000_00abL, "vm1", Optional.empty(), false, 12);
    static final FdbEntry STATIC = new FdbEntry("br0", 10, 0x0200_0000_0009L, "vx", Optional.of("10.98.0.2"), true, 0);
    static final BridgeState BRIDGE = new BridgeState("br0", 2, 2, 8192, 3, 1, 300, 0x4000, 1, List.of("isolated"));
    static final VxlanState VXLAN = new VxlanState(
            "vx",
            "br0",
            "10.98.0.1",
            4789,
            new VxlanState.SourcePorts("49152-65535", 16),
            1450,
            3,
            List.of(new VxlanState.VlanVni(10, 42)),
            List.of(
                    new VxlanState.Remote("10.98.0.2", VxlanState.Origin.CONFIGURED, 1350),
                    new VxlanState.Remote("10.98.0.7", VxlanState.Origin.LEARNED, 1450)),
            List.of(
                    new RemoteTraffic("10.98.0.2", 5, 500, 6, 600),
                    new RemoteTraffic(RemoteTraffic.OTHERS, 7, 700, 8, 800)));
    static final LldpState LLDP = new LldpState(
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
                    Optional.of("A switch"),
                    List.of("bridge", "router"),
                    List.of("bridge"),
                    OptionalInt.of(10),
                    120,
                    61,
                    95)));

    final EventLog events = new EventLog();

    @Override
    public List<PortState> ports() {
        return List.of(TAP, TUNNEL, MISSING);
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        return List.of(DYNAMIC, STATIC);
    }

    @Override
    public List<BridgeState> bridges() {
        return List.of(BRIDGE);
    }

    @Override
    public List<VxlanState> vxlan() {
        return List.of(VXLAN);
    }

    @Override
    public List<LldpState> lldp() {
        return List.of(LLDP);
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
        return 0;
    }

    static Upgraded upgrade() {
        return UPGRADED;
    }
}
