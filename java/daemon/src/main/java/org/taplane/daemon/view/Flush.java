package org.taplane.daemon.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.taplane.control.api.FlushScope;
import org.taplane.control.api.UnknownNameException;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;
import org.taplane.dataplane.bridge.Location;

/** Forgets learned stations because the operator says so. */
final class Flush {
    private final Switch running;

    Flush(Switch running) {
        this.running = running;
    }

    int of(FlushScope scope) throws UnknownNameException {
        List<RunningBridge> bridges = bridges(scope.bridge());
        Optional<RunningPort> port = scope.port().isPresent()
                ? Optional.of(port(bridges, scope.port().get()))
                : Optional.empty();
        AtomicInteger flushed = new AtomicInteger();
        running.onControl(() -> bridges.forEach(bridge -> flushed.addAndGet(bridge.fdb()
                .flush((vid, location) -> scope.vlan().orElse(vid) == vid
                        && port.map(RunningPort::slot).orElse(Location.port(location)) == Location.port(location)))));
        return flushed.get();
    }

    private List<RunningBridge> bridges(Optional<String> name) throws UnknownNameException {
        List<RunningBridge> found = running.bridges().stream()
                .filter(bridge -> name.orElse(bridge.name()).equals(bridge.name()))
                .toList();
        if (found.isEmpty() && name.isPresent()) {
            throw new UnknownNameException(
                    "there is no bridge \"" + name.get() + "\"; expected one that 'taplane show bridges' lists");
        }
        return found;
    }

    private static RunningPort port(List<RunningBridge> bridges, String name) throws UnknownNameException {
        return bridges.stream()
                .flatMap(bridge -> bridge.port(name).stream())
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "there is no port \"" + name + "\" there; expected one that 'taplane show ports' lists"));
    }
}
