package org.taplane.daemon;

import java.util.List;
import org.taplane.control.api.BridgeState;
import org.taplane.control.api.FdbEntry;
import org.taplane.control.api.PortState;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.SwitchState;
import org.taplane.control.api.VxlanState;
import org.taplane.dataplane.port.Port;

/** A running switch as the admin socket shows it. */
final class StateView implements SwitchState {
    private final Switch running;

    StateView(Switch running) {
        this.running = running;
    }

    @Override
    public List<PortState> ports() {
        return running.bridges().stream()
                .flatMap(bridge -> bridge.drivers().stream().map(driver -> port(bridge, driver)))
                .toList();
    }

    private static PortState port(RunningBridge bridge, PortDriver driver) {
        LinkState link = driver.link();
        return new PortState(
                bridge.config().name(),
                driver.config().name(),
                driver.config().type(),
                state(link),
                link.mtu(),
                link.mac(),
                link.missing(),
                PortTotals.sum(driver.ports().stream().map(Port::counters).toList()));
    }

    private static PortState.State state(LinkState link) {
        if (link.missing().isPresent()) {
            return PortState.State.MISSING;
        }
        return link.up() ? PortState.State.UP : PortState.State.DOWN;
    }

    @Override
    public Iterable<FdbEntry> fdb() {
        return () -> new FdbWalk(running.bridges());
    }

    @Override
    public List<BridgeState> bridges() {
        return running.bridges().stream()
                .map(bridge -> new BridgeState(
                        bridge.config().name(),
                        bridge.drivers().size(),
                        bridge.fdb().size(),
                        bridge.config().maxMacs(),
                        bridge.config().ageing().toSeconds()))
                .toList();
    }

    @Override
    public List<VxlanState> vxlan() {
        return running.bridges().stream()
                .flatMap(bridge -> bridge.drivers().stream()
                        .flatMap(driver -> driver.tunnel(bridge.config().name()).stream()))
                .toList();
    }
}
