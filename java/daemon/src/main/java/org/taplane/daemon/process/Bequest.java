package org.taplane.daemon.process;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.daemon.bridges.Memory;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.handover.LegacyFormat;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdStore;
import org.taplane.io.sys.SealedMemory;
import org.taplane.io.sys.SysException;

/**
 * What is left to the service manager when the process ends: if that starts another one, no link goes down. If it does not,
 * it closes what it was given, and the devices are gone as ever.
 */
final class Bequest {
    private static final Logger LOG = LoggerFactory.getLogger(Bequest.class);

    private final Switch running;
    private final LiveConfig live;
    private final FdStore store;

    Bequest(Switch running, LiveConfig live, FdStore store) {
        this.running = running;
        this.live = live;
        this.store = store;
    }

    /** Puts everything into the store; on return the switch has no ports any more. If it cannot, all is as before. */
    void leave() {
        LiveConfig.Shown shown = live.showAll();
        try {
            running.pause();
            Map<String, Integer> fds = running.estate().fds();
            byte[] state = LegacyFormat.write(new Memory(running).legacy(shown.text(), shown.revision(), Memory.ALL));
            try (Fd memory = SealedMemory.write(StoredPredecessor.STATE, state)) {
                store.put(StoredPredecessor.STATE, memory.value());
            }
            fds.forEach(store::put);
            running.letGo();
        } catch (SysException e) {
            LOG.warn("devices are removed, for the service manager cannot keep them: {}", e.getMessage());
        }
    }
}
