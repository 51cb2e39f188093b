package org.taplane.daemon.bridges;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.PacketDriver;
import org.taplane.daemon.ports.TapDriver;
import org.taplane.dataplane.port.Slots;
import org.taplane.io.shard.Shards;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapDevices;
import org.taplane.io.veth.VethDevice;
import org.taplane.io.veth.VethDevices;

/**
 * Takes ports out of bridges at work, many as one, in an order in which no shard ever uses what is gone: nothing is read
 * from them any more; no plan names them; no burst that began before is under way; no station is behind them; no shard has
 * them. Only then they are closed, and their slots are free. Other ports forward meanwhile. Runs on the control thread.
 */
final class Removal {
    private final Shards shards;
    private final Slots slots;
    private final List<Leaving> leaving = new ArrayList<>();

    private record Leaving(RunningBridge bridge, List<RunningPort> ports) {}

    Removal(Shards shards, Slots slots) {
        this.shards = shards;
        this.slots = slots;
    }

    Removal of(RunningBridge bridge, List<RunningPort> ports) {
        leaving.add(new Leaving(bridge, ports));
        return this;
    }

    /** Removes the ports and what was made for them. */
    void carryOut() {
        carryOut(ports -> {
            TapDevices.close(tapDevices(ports));
            VethDevices.close(vethDevices(ports));
        });
    }

    /** Removes the ports; what another process has a descriptor of lives on. */
    void letGo() {
        carryOut(ports -> ports.forEach(port -> port.driver().letGo()));
    }

    private void carryOut(Consumer<List<RunningPort>> first) {
        List<RunningPort> ports =
                leaving.stream().flatMap(some -> some.ports().stream()).toList();
        ports.forEach(port -> port.attachment().end());
        ports.forEach(port -> Cleanup.attempt(port.driver()::stop));
        leaving.forEach(some -> some.bridge().withdraw(some.ports()));
        shards.settle();
        leaving.forEach(some -> some.ports().forEach(some.bridge()::leaveHost));
        leaving.forEach(some -> some.ports().forEach(some.bridge()::forgetStations));
        shards.forEach(shard ->
                shard.run(() -> ports.forEach(port -> shard.ports().remove(port.slot()))));
        leaving.forEach(some -> some.ports().forEach(some.bridge()::leaveCaptures));
        Cleanup.attempt(() -> first.accept(ports));
        ports.forEach(port -> Cleanup.attempt(port.driver()));
        ports.forEach(port -> slots.release(port.slot()));
    }

    private static List<TapDevice> tapDevices(List<RunningPort> ports) {
        List<TapDevice> devices = new ArrayList<>();
        for (RunningPort port : ports) {
            if (port.driver() instanceof TapDriver tap) {
                tap.device().ifPresent(devices::add);
            }
        }
        return devices;
    }

    private static List<VethDevice> vethDevices(List<RunningPort> ports) {
        List<VethDevice> devices = new ArrayList<>();
        for (RunningPort port : ports) {
            if (port.driver() instanceof PacketDriver<?> joined) {
                joined.device()
                        .filter(VethDevice.class::isInstance)
                        .map(VethDevice.class::cast)
                        .ifPresent(devices::add);
            }
        }
        return devices;
    }
}
