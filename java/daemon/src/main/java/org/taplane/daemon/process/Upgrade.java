package org.taplane.daemon.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminServer;
import org.taplane.control.api.UpgradeException;
import org.taplane.control.api.Upgraded;
import org.taplane.control.api.Upgrading;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.SocketPortConfig;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.daemon.bridges.Memory;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.handover.Conversation;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.handover.Transfer;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.io.sys.FdChannel;
import org.taplane.io.sys.SysException;

/** {@code taplane upgrade}: starts a new process beside this one and hands the switch over, see {@link Conversation}. */
final class Upgrade implements Upgrading {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    /** What a line about the file begins with that says why it is not in force. */
    static final String ERROR = "! ";

    /** From the start of the new process until it forwards. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A file may ask for a thousand devices. */
    private static final Duration CHANGES = Duration.ofMinutes(4);

    /** How often it is looked whether a new process that has said nothing yet is alive. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    /** Stations that were heard so shortly before are told of a second time, in milliseconds. */
    private static final int OVERLAP = 1000;

    private final Switch running;
    private final LiveConfig live;
    private final Path socket;
    private final Succession succession;
    private Optional<Successor> successor = Optional.empty();
    private boolean aborted;

    /** What the process does beside it. */
    interface Succession {
        /** The process with that number is the switch, and this one is not. */
        void passTo(long pid);

        /** This process is to end. */
        void end();
    }

    /** @param socket the admin socket */
    Upgrade(Switch running, LiveConfig live, Path socket, Succession succession) {
        this.running = running;
        this.live = live;
        this.socket = socket;
        this.succession = succession;
    }

    @Override
    public Upgraded upgrade() throws UpgradeException {
        long self = ProcessHandle.current().pid();
        String name = "@taplane-handover-" + self + "-" + System.nanoTime();
        try (FdChannel.Listener listener = FdChannel.listen(name)) {
            requireEnd(self);
            requirePassable();
            LOG.info("handing over to a new process");
            Successor process = start(name);
            try {
                return handOver(listener, process);
            } finally {
                giveUp();
            }
        } catch (HandoverException | SysException | IOException e) {
            running.onControl(() -> running.bridges().forEach(RunningBridge::reclaim));
            String why = "no new process has taken over, the old one goes on: " + e.getMessage();
            LOG.warn(why);
            throw new UpgradeException(why, e);
        }
    }

    /** A new process cannot listen where the old one does, and the peers' connections are the old one's. */
    private void requirePassable() throws HandoverException {
        Optional<PortConfig> socket = running.bridges().stream()
                .flatMap(bridge -> bridge.ports().stream())
                .map(port -> port.driver().config())
                .filter(SocketPortConfig.class::isInstance)
                .findFirst();
        if (socket.isPresent()) {
            throw new HandoverException(
                    "port " + socket.get().name() + " is a socket port, which cannot be handed over: restart instead");
        }
    }

    /** A container ends with its first process. */
    private static void requireEnd(long self) throws HandoverException {
        if (self == 1) {
            throw new HandoverException("this is the first process of a container, which would end with it");
        }
    }

    private synchronized Successor start(String name) throws IOException, HandoverException {
        if (aborted) {
            throw new HandoverException("the daemon is stopping");
        }
        Successor process = Relaunch.start(Map.of(LivePredecessor.SOCKET, name), folder());
        successor = Optional.of(process);
        return process;
    }

    private Path folder() {
        return Optional.ofNullable(socket.toAbsolutePath().getParent()).orElseThrow();
    }

    /** This process is to end: no other takes over. */
    synchronized void abort() {
        aborted = true;
        giveUp();
    }

    private synchronized void giveUp() {
        successor.ifPresent(this::end);
        successor = Optional.empty();
    }

    private void end(Successor process) {
        process.kill();
        Cleanup.attempt(() -> AdminServer.removeBound(socket, process.pid()));
    }

    /** From here on this process has nothing to give up. */
    private synchronized void commit(Successor process) throws HandoverException {
        if (successor.isEmpty()) {
            throw new HandoverException("the daemon is stopping");
        }
        successor = Optional.empty();
        succession.passTo(process.pid());
    }

    private Upgraded handOver(FdChannel.Listener listener, Successor process) throws HandoverException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Conversation conversation = new Conversation(accept(listener, process, deadline))) {
            running.rehearse();
            long told = System.nanoTime();
            LiveConfig.Shown shown = live.showAll();
            Memory memory = new Memory(running);
            Transfer.offer(conversation, running.estate(), memory.legacy(shown.text(), shown.revision(), Memory.ALL));
            conversation.await(Kind.PREPARED, left(deadline));
            Supplier<Legacy> news = () -> memory.legacy(shown.text(), shown.revision(), OVERLAP + millisSince(told));
            long waited = new Changeover(running, conversation, news, process).carryOut(left(deadline));
            commit(process);
            try {
                conversation.say(Kind.RELEASED);
                LOG.info("process {} has taken over", process.pid());
                return conclude(conversation, process.pid(), waited);
            } finally {
                succession.end();
            }
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private static int millisSince(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static FdChannel accept(FdChannel.Listener listener, Successor process, long deadline)
            throws HandoverException {
        while (System.nanoTime() < deadline) {
            Optional<FdChannel> channel = listener.accept(GLANCE);
            if (channel.isPresent()) {
                return channel.get();
            }
            if (!process.isAlive()) {
                throw new HandoverException("it ended; the daemon's log says why");
            }
        }
        throw new HandoverException("it was not ready within " + PATIENCE.toSeconds() + " seconds");
    }

    /** It is the new process's business now what the file says; if it dies of that, this one cannot help. */
    private static Upgraded conclude(Conversation conversation, long pid, long waited) {
        try {
            List<String> lines =
                    conversation.await(Kind.DONE, CHANGES).text().lines().toList();
            return new Upgraded(
                    pid,
                    waited,
                    lines.stream().filter(line -> !line.startsWith(ERROR)).toList(),
                    lines.stream()
                            .filter(line -> line.startsWith(ERROR))
                            .map(line -> line.substring(ERROR.length()))
                            .toList());
        } catch (HandoverException e) {
            return new Upgraded(pid, waited, List.of(), List.of(String.valueOf(e.getMessage())));
        }
    }
}
