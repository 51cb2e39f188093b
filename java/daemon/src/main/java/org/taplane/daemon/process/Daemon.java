package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.AdminServer;
import org.taplane.control.config.Config;
import org.taplane.control.config.DockerConfig;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Outcome;
import org.taplane.control.reconcile.Plan;
import org.taplane.control.reconcile.PlanText;
import org.taplane.control.reconcile.Proposal;
import org.taplane.control.reconcile.Proposal.Content;
import org.taplane.daemon.bridges.Memory;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.bridges.SwitchReconciler;
import org.taplane.daemon.cli.Version;
import org.taplane.daemon.events.ConfigNews;
import org.taplane.daemon.events.DropWatch;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.health.ManagerFeed;
import org.taplane.daemon.health.Watchdog;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.PortException;
import org.taplane.daemon.ports.TapReading;
import org.taplane.daemon.view.StateView;
import org.taplane.daemon.view.Vitals;
import org.taplane.io.shard.Reading;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdStore;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Signals;
import org.taplane.io.sys.SysException;
import org.taplane.io.sys.SystemdNotifier;
import org.taplane.io.uring.UringSupport;

/** The switch with its admin socket, from ready to stopped. */
public final class Daemon implements Upgrade.Succession, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final String WHO = "the start";

    private final Cleanup cleanup = new Cleanup();
    private final SystemdNotifier systemd = SystemdNotifier.fromEnvironment();
    private final FdStore store = new FdStore(systemd);
    private final Predecessor before;
    private final Runnable replaced;
    private Optional<Upgrade> upgrade = Optional.empty();
    private final EventLog events = new EventLog();
    private Optional<AdminServer> served = Optional.empty();
    private volatile boolean isReplaced;
    private volatile boolean isReady;
    private volatile boolean isStopping;

    private Daemon(Predecessor before, Runnable replaced) {
        this.before = before;
        this.replaced = replaced;
    }

    /**
     * Returns when every port forwards.
     *
     * @param file where the configuration is from
     * @param hangups readable when the file is to be read again
     * @param before what this process follows
     * @param replaced called when another process has taken over: this daemon is to be closed then
     * @throws StartException if it cannot be; nothing is left behind then
     * @throws SysException if the system refuses something that is no port's; nothing is left behind then
     */
    static Daemon start(
            ConfigResult.Loaded loaded,
            Optional<Path> file,
            Optional<Fd> hangups,
            Predecessor before,
            Runnable replaced)
            throws StartException {
        Daemon daemon = new Daemon(before, replaced);
        try {
            daemon.open(loaded, file, hangups);
            return daemon;
        } catch (PortException e) {
            String line =
                    loaded.ports().error(e.port(), e.problem(), e.expected()).toString();
            throw daemon.giveUp(new StartException(line, e));
        } catch (AdminException | HandoverException e) {
            throw daemon.giveUp(new StartException("taplane: " + e.getMessage(), e));
        } catch (StartException e) {
            throw daemon.giveUp(e);
        } catch (RuntimeException e) {
            before.disappoint(String.valueOf(e.getMessage()));
            daemon.cleanup.close();
            throw e;
        }
    }

    /** As {@link #start}, a process that follows none. */
    public static Daemon start(ConfigResult.Loaded loaded) throws StartException {
        return start(loaded, Optional.empty(), Optional.empty(), Predecessor.none(), () -> {});
    }

    private StartException giveUp(StartException why) {
        before.disappoint(String.valueOf(why.getMessage()));
        cleanup.close();
        return why;
    }

    /**
     * The admin socket comes first: a second daemon on it is refused before it touches the machine. What the process before
     * had is taken over as it is; what the file changes of that is changed when frames flow.
     */
    private void open(ConfigResult.Loaded wanted, Optional<Path> file, Optional<Fd> hangups)
            throws AdminException, PortException, HandoverException, StartException {
        AttachedFile attached = new AttachedFile(
                wanted.config().control().socket(), name -> Netns.named(name).inode());
        ConfigResult.Loaded first = attached.restore(Base.of(before.legacy(), wanted));
        Config config = first.config();
        TapReading taps = TapReading.choose(config.workers().io(), UringSupport::obstacle);
        SystemIdentity identity = SystemIdentity.ofHost(config.control().socket(), Version.text());
        Inheritance inheritance = before.inheritance();
        Switch running = cleanup.add(new Switch(config.workers(), taps, identity, inheritance, events));
        SwitchReconciler reconciler = new SwitchReconciler(running);
        LiveConfig live =
                new LiveConfig(first, before.legacy().map(Legacy::revision).orElse(1L), file, reconciler, attached);
        live.tell(new ConfigNews(events));
        cleanup.add(() -> keepDevices(running, live));
        Upgrade handOver = new Upgrade(running, live, config.control().socket(), this);
        Watchdog watchdog = new Watchdog(running.shards());
        AdminServer admin = cleanup.add(open(config.control().socket(), running, watchdog, live, handOver));
        served = Optional.of(admin);
        cleanup.add(reconciler);
        running.prepare(config);
        if (before.isAlive()) {
            running.rehearse(); // otherwise frames may be waiting, and a rehearsal would only be in their way
        }
        inheritance.close();
        takeOver(running, reconciler, admin);
        cleanup.add(watchdog).start(new ManagerFeed(systemd));
        change(live, wanted);
        running.everySecond(new DropWatch(running, events, System::nanoTime));
        running.everySecond(new EndedAttachments(running, attached, admin, live));
        if (config.control().docker().isPresent()) {
            serveDocker(config.control().docker().get(), admin, live);
        }
        Reload reload = new Reload(live, file);
        hangups.ifPresent(fd -> cleanup.add(running.watch(fd, () -> onHangup(fd, admin, reload))));
        upgrade = Optional.of(handOver);
        isReady = true;
        KernelAdvice.lines(config, KernelRelease.isAtLeast(6, 2)).forEach(LOG::info);
        LOG.info("ready");
        events.add(new Event.Lifecycle(
                Event.Lifecycle.STARTED, ProcessHandle.current().pid()));
        tell(systemd::ready);
    }

    private AdminServer open(Path socket, Switch running, Watchdog watchdog, LiveConfig live, Upgrade handOver)
            throws AdminException {
        StateView view = new StateView(running, new Vitals(watchdog::stuck, this::isSwitch, live::revision));
        return before.isAlive()
                ? AdminServer.bind(socket, view, live, handOver)
                : AdminServer.open(socket, view, live, handOver);
    }

    private boolean isSwitch() {
        return isReady && !isReplaced && !isStopping;
    }

    /** From the point where all is prepared to that where frames flow and no other process has anything. */
    private void takeOver(Switch running, SwitchReconciler reconciler, AdminServer admin)
            throws AdminException, PortException, HandoverException {
        Memory memory = new Memory(running);
        before.legacy().ifPresent(memory::recallStations);
        Optional<Legacy> news = before.await();
        news.ifPresent(memory::recallStations);
        running.start();
        before.relieve();
        news.or(before::legacy).ifPresent(memory::recallCounters);
        before.legacy().ifPresent(known -> memory.forgetDownPorts());
        reconciler.open();
        if (before.isAlive()) {
            admin.takeOver();
        }
    }

    /** If the file is not to be had, a process that has followed a living one goes on as that did: nobody else can. */
    private void change(LiveConfig live, ConfigResult.Loaded wanted) throws StartException {
        switch (live.submit(new Proposal(new Content.Whole(wanted), WHO, false, OptionalLong.empty()))) {
            case Outcome.Applied(Plan plan, long _) -> before.conclude(PlanText.lines(plan), List.of());
            case Outcome.Refused(List<String> errors) -> {
                if (!before.isAlive()) {
                    throw new StartException(errors);
                }
                before.conclude(List.of(), errors);
            }
            case Outcome.Planned _, Outcome.Outdated _ ->
                throw new IllegalStateException("a start is for any revision");
        }
    }

    /** A process that has followed a living one goes on without Docker rather than without everything. */
    private void serveDocker(DockerConfig docker, AdminServer admin, LiveConfig live) throws AdminException {
        try {
            DockerService.open(docker, admin, live);
        } catch (AdminException e) {
            if (!before.isAlive()) {
                throw e;
            }
            LOG.error("Docker is not served: {}", e.getMessage());
        }
    }

    /** Changes may wait for the control thread, so they are made on another. */
    private static Reading onHangup(Fd hangups, AdminServer admin, Reload reload) {
        Signals.clear(hangups);
        admin.change(reload);
        return Reading.PROGRESS;
    }

    @Override
    public void passTo(long pid) {
        isReplaced = true;
        events.add(new Event.Lifecycle(Event.Lifecycle.REPLACED, pid));
        served.ifPresent(AdminServer::passOn);
        tell(() -> systemd.successor(pid));
    }

    @Override
    public void end() {
        replaced.run();
    }

    /** Whoever has a descriptor of a device, or is to get one, keeps it; whatever is left then is removed. */
    private void keepDevices(Switch running, LiveConfig live) {
        if (before.isHeld()) {
            running.letGo();
        } else if (isReady && !isReplaced && store.isPossible()) {
            new Bequest(running, live, store).leave();
        }
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
        isStopping = true;
        upgrade.ifPresent(Upgrade::abort);
        if (!isReplaced) {
            LOG.info("stopping");
            events.add(new Event.Lifecycle(
                    Event.Lifecycle.STOPPING, ProcessHandle.current().pid()));
            tell(systemd::stopping);
        }
        cleanup.close();
    }
}
