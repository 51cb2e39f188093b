package org.taplane.daemon.events;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** Tells when a port begins to drop many frames for a reason, and when it does so no more. To be run once a second. */
public final class DropWatch implements Runnable {
    private final Switch running;
    private final EventLog events;
    private final LongSupplier nanos;
    private final Map<Integer, PortDrops> ports = new HashMap<>();

    /** @param nanos a clock that never goes back */
    public DropWatch(Switch running, EventLog events, LongSupplier nanos) {
        this.running = running;
        this.events = events;
        this.nanos = nanos;
    }

    @Override
    public void run() {
        long now = nanos.getAsLong();
        Set<Integer> gone = new HashSet<>(ports.keySet());
        for (RunningBridge bridge : running.bridges()) {
            for (RunningPort port : bridge.ports()) {
                look(bridge, port, now);
                gone.remove(port.slot());
            }
        }
        gone.forEach(slot -> end(slot, now));
    }

    /** A slot may be another port's by now. */
    private void look(RunningBridge bridge, RunningPort port, long now) {
        List<PortCounters> counters =
                port.driver().ports().stream().map(Port::counters).toList();
        PortDrops known = ports.get(port.slot());
        if (known != null && known.isOf(counters)) {
            known.look(now);
            return;
        }
        end(port.slot(), now);
        ports.put(port.slot(), new PortDrops(bridge.name(), port.name(), counters, events, now));
    }

    private void end(int slot, long now) {
        PortDrops left = ports.remove(slot);
        if (left != null) {
            left.end(now);
        }
    }
}
