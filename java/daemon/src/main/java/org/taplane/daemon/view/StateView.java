package org.taplane.daemon.view;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.taplane.control.api.SwitchState;
import org.taplane.control.api.TraceException;
import org.taplane.control.api.TraceRequest;
import org.taplane.control.api.TraceResult;
import org.taplane.control.api.UnknownNameException;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.capture.CaptureService;
import org.taplane.daemon.cli.Version;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.bridge.Fdb;

/** A running switch as the admin socket shows it. */
public final class StateView implements SwitchState {
    private final Switch running;
    private final Vitals vitals;
    private final CaptureService captures;

    public StateView(Switch running, Vitals vitals) {
        this.running = running;
        this.vitals = vitals;
        this.captures = new CaptureService(running.captures(), Version.text());
    }

    @Override
    public List<PortState> ports() {
        return running.bridges().stream()
                .flatMap(bridge -> bridge.ports().stream().map(port -> port(bridge, port)))
                .toList();
    }

    private static PortState port(RunningBridge bridge, RunningPort port) {
        PortDriver driver = port.driver();
        int maxMacs = bridge.fdb().limit(port.slot());
        LinkState link = driver.link();
        return new PortState(
                bridge.name(),
                driver.config().name(),
                driver.config().type(),
                port.isEnabled() ? state(link) : PortState.State.DISABLED,
                link.mtu(),
                link.mac(),
                attached(port.config()),
                link.why(),
                bridge.fdb().stations(port.slot()),
                maxMacs == Fdb.UNLIMITED ? OptionalInt.empty() : OptionalInt.of(maxMacs),
                driver.peer(),
                port.totals());
    }

    private static Optional<String> attached(PortConfig config) {
        return config instanceof OwnDeviceConfig own ? own.attached() : Optional.empty();
    }

    private static PortState.State state(LinkState link) {
        if (link.isMissing()) {
            return PortState.State.MISSING;
        }
        return link.up() ? PortState.State.UP : PortState.State.DOWN;
    }

    @Override
    public CompletableFuture<Feed> capture(CaptureRequest request) throws CaptureException {
        return captures.open(request);
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        return () -> new FdbWalk(running.bridges());
    }

    @Override
    public List<BridgeState> bridges() {
        return running.bridges().stream()
                .map(bridge -> new BridgeState(
                        bridge.name(),
                        bridge.ports().size(),
                        bridge.fdb().size(),
                        bridge.config().maxMacs(),
                        bridge.fdb().news().counters().moves(),
                        bridge.fdb().news().counters().evictions(),
                        bridge.config().ageing().toSeconds(),
                        bridge.config().groupForwardMask(),
                        bridge.kernelStations(),
                        bridge.features()))
                .toList();
    }

    @Override
    public Monitoring monitoring() {
        return new SwitchMonitoring(this, running.shards(), vitals);
    }

    @Override
    public int flush(FlushScope scope) throws UnknownNameException {
        return new Flush(running).of(scope);
    }

    @Override
    public TraceResult trace(TraceRequest request) throws UnknownNameException, TraceException {
        return new TraceView(running).of(request);
    }

    @Override
    public List<LldpState> lldp() {
        return running.lldp();
    }

    @Override
    public EventLog events() {
        return running.events();
    }

    @Override
    public List<VxlanState> vxlan() {
        return running.bridges().stream()
                .flatMap(
                        bridge -> bridge.ports().stream().flatMap(port -> port.driver().tunnel(bridge.name()).stream()))
                .toList();
    }
}
