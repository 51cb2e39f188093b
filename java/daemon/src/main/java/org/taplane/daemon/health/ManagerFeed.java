package org.taplane.daemon.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.sys.SysException;
import org.taplane.io.sys.SystemdNotifier;

/**
 * Tells the service manager that all is well, as often as it asked for (WatchdogSec= of systemd.service(5)). It kills and
 * restarts a service that it does not hear of.
 */
public final class ManagerFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerFeed.class);

    /** A message may be late by two thirds of the time. */
    private static final int MARGIN = 3;

    private final SystemdNotifier systemd;
    private final long every;
    private long rounds;
    private boolean refused;

    public ManagerFeed(SystemdNotifier systemd) {
        this.systemd = systemd;
        this.every = systemd.watchdog()
                .map(bound -> Math.max(1, bound.dividedBy(MARGIN).dividedBy(Watchdog.ROUND)))
                .orElse(0L);
    }

    /** A round of the watchdog has found that all is well, or not. */
    void round(boolean well) {
        if (every > 0 && well && rounds++ % every == 0) {
            tell();
        }
    }

    private void tell() {
        try {
            systemd.alive();
            refused = false;
        } catch (SysException e) {
            if (!refused) {
                LOG.warn("cannot notify the service manager: {}", e.getMessage());
            }
            refused = true;
        }
    }
}
