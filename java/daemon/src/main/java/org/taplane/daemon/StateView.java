package org.taplane.daemon;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.taplane.control.api.BridgeState;
import org.taplane.control.api.FdbEntry;
import org.taplane.control.api.PortState;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.SwitchState;
import org.taplane.control.api.VxlanState;
import org.taplane.dataplane.bridge.Fdb;
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
                .flatMap(bridge -> IntStream.range(0, bridge.drivers().size()).mapToObj(number -> port(bridge, number)))
                .toList();
    }

    private static PortState port(RunningBridge bridge, int number) {
        PortDriver driver = bridge.drivers().get(number);
        int maxMacs = bridge.fdb().limit(number);
        LinkState link = driver.link();
        return new PortState(
                bridge.config().name(),
                driver.config().name(),
                driver.config().type(),
                link.up(),
                link.mtu(),
                link.mac(),
                bridge.fdb().stations(number),
                maxMacs == Fdb.UNLIMITED ? OptionalInt.empty() : OptionalInt.of(maxMacs),
                PortTotals.sum(driver.ports().stream().map(Port::counters).toList()));
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
