package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.AdminServer;
import org.taplane.control.config.Config;
import org.taplane.control.config.DockerConfig;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.docker.DockerDriver;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.bridges.SwitchReconciler;
import org.taplane.daemon.cli.Version;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.PortException;
import org.taplane.daemon.ports.TapReading;
import org.taplane.daemon.view.StateView;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.shard.Reading;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Signals;
import org.taplane.io.sys.SysException;
import org.taplane.io.sys.SystemdNotifier;
import org.taplane.io.uring.UringSupport;

/** The switch with its admin socket, from ready to stopped. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Cleanup cleanup = new Cleanup();
    private final SystemdNotifier systemd = SystemdNotifier.fromEnvironment();

    private Daemon() {}

    /**
     * Returns when every port forwards.
     *
     * @param file where the configuration is from
     * @param hangups readable when the file is to be read again
     * @throws AdminException if the admin socket cannot be had
     * @throws PortException if the system refuses a port
     * @throws SysException if it refuses something else; nothing is left behind in any case
     */
    public static Daemon start(ConfigResult.Loaded loaded, Optional<Path> file, Optional<Fd> hangups)
            throws AdminException, PortException {
        Daemon daemon = new Daemon();
        try {
            daemon.open(loaded, file, hangups);
            return daemon;
        } catch (AdminException | PortException | RuntimeException e) {
            daemon.cleanup.close();
            throw e;
        }
    }

    /** The admin socket comes first: a second daemon on it is refused before it touches the machine. */
    private void open(ConfigResult.Loaded configured, Optional<Path> file, Optional<Fd> hangups)
            throws AdminException, PortException {
        AttachedFile attached = new AttachedFile(
                configured.config().control().socket(),
                name -> Netns.named(name).inode());
        ConfigResult.Loaded loaded = attached.restore(configured);
        Config config = loaded.config();
        TapReading taps = TapReading.choose(config.workers().io(), UringSupport::obstacle);
        SystemIdentity identity = SystemIdentity.ofHost(config.control().socket(), Version.text());
        Switch running = cleanup.add(new Switch(config.workers(), taps, identity));
        SwitchReconciler reconciler = new SwitchReconciler(running);
        LiveConfig live = new LiveConfig(loaded, file, reconciler, attached);
        AdminServer admin = cleanup.add(AdminServer.open(config.control().socket(), new StateView(running), live));
        cleanup.add(reconciler);
        running.start(config);
        reconciler.open();
        running.everySecond(new EndedAttachments(running, attached, admin, live));
        if (config.control().docker().isPresent()) {
            serveDocker(config.control().docker().get(), admin, live);
        }
        Reload reload = new Reload(live, file);
        hangups.ifPresent(fd -> cleanup.add(running.watch(fd, () -> onHangup(fd, admin, reload))));
        LOG.info("ready");
        tell(systemd::ready);
    }

    private static void serveDocker(DockerConfig docker, AdminServer admin, LiveConfig live) throws AdminException {
        DockerDriver driver = new DockerDriver(docker.state(), live, Daemon::interfaces);
        driver.restore();
        admin.serve(docker.socket(), driver);
        LOG.info("Docker's network driver is {}", docker.socket());
    }

    private static Optional<List<String>> interfaces(String netns) {
        if (Netns.named(netns).inode().isEmpty()) {
            return Optional.empty();
        }
        try (Rtnetlink links = Rtnetlink.open(Netns.named(netns))) {
            return Optional.of(links.links().stream().map(Link::name).toList());
        } catch (SysException e) {
            LOG.debug("the interfaces of {} are not to be had: {}", netns, e.getMessage());
            return Optional.empty();
        }
    }

    /** Changes may wait for the control thread, so they are made on another. */
    private static Reading onHangup(Fd hangups, AdminServer admin, Reload reload) {
        Signals.clear(hangups);
        admin.change(reload);
        return Reading.PROGRESS;
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
