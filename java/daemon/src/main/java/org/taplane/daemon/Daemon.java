package org.taplane.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.AdminServer;
import org.taplane.control.config.Config;
import org.taplane.io.sys.SysException;
import org.taplane.io.sys.SystemdNotifier;
import org.taplane.io.uring.UringSupport;

/** The switch with its admin socket, from ready to stopped. */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Cleanup cleanup = new Cleanup();
    private final SystemdNotifier systemd = SystemdNotifier.fromEnvironment();

    private Daemon() {}

    /**
     * Returns when every port forwards.
     *
     * @throws AdminException if the admin socket cannot be had
     * @throws PortException if the system refuses a port
     * @throws SysException if it refuses something else; nothing is left behind in any case
     */
    static Daemon start(Config config) throws AdminException, PortException {
        Daemon daemon = new Daemon();
        try {
            daemon.open(config);
            return daemon;
        } catch (AdminException | PortException | RuntimeException e) {
            daemon.cleanup.close();
            throw e;
        }
    }

    /** The admin socket comes first: a second daemon on it is refused before it touches the machine. */
    private void open(Config config) throws AdminException, PortException {
        TapReading taps = TapReading.choose(config.workers().io(), UringSupport::obstacle);
        Switch running = cleanup.add(new Switch(config.workers(), taps));
        cleanup.add(AdminServer.open(config.control().socket(), new StateView(running)));
        running.start(config);
        LOG.info("ready");
        tell(systemd::ready);
    }

    /** Whoever watches the daemon may be gone; the frames go on. */
    private static void tell(Runnable message) {
        try {
            message.run();
        } catch (SysException e) {
            LOG.warn("cannot notify the service manager: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        LOG.info("stopping");
        tell(systemd::stopping);
        cleanup.close();
    }
}
