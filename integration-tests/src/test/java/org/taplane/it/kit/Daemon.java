package org.taplane.it.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A Taplane daemon in a namespace, as a user starts it, with a directory of its own for configuration and socket. */
public final class Daemon implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);
    private static final Duration UPGRADE = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final List<String> MANAGER = List.of("python3", "src/test/resources/service-manager.py");

    private final ConfigFile config;
    private final Taplane taplane;
    private final Process process;
    private final ProcessLog log;
    private final Cleanup cleanup;
    private int starts = 1;

    private Daemon(Namespace at, ConfigFile config, List<String> manager) {
        this.config = config;
        this.taplane = new Taplane(at);
        List<String> line = new ArrayList<>(manager);
        line.addAll(Launcher.taplane("run", "--config", config.path().toString()));
        this.process = launch(at.inside(line));
        this.log = ProcessLog.of(process);
        this.cleanup = new Cleanup(this::remove);
    }

    /** Starts a daemon with {@code workers} and the part {@code bridges} of a configuration; returns when it is ready. */
    public static Daemon start(Namespace at, int workers, String bridges) {
        return start(at, ConfigFile.of(workers, bridges));
    }

    /** As {@link #start}, as an ordinary user, who in addition may read wherever Taplane has been built. */
    public static Daemon startAs(int uid, Namespace at, int workers, String bridges) {
        ConfigFile config = ConfigFile.of(workers, bridges);
        config.giveTo(uid);
        return start(at, config, ordinary(uid));
    }

    private static List<String> ordinary(int uid) {
        String user = "setpriv --reuid=%1$d --regid=%1$d --clear-groups".formatted(uid);
        String rights = " --bounding-set=-all,+dac_read_search --inh-caps=-all,+dac_read_search"
                + " --ambient-caps=-all,+dac_read_search";
        return Shell.words(user + rights);
    }

    /** Starts the daemon that a device under test stands for. */
    public static Daemon start(Namespace at, Device device, String bridges) {
        return start(at, device.workers(), device.settings() + bridges);
    }

    /** Starts a daemon as a service, by a stand-in for systemd that keeps descriptors between its processes. */
    public static Daemon startService(Namespace at, int workers, String bridges) {
        return start(at, ConfigFile.of(workers, bridges), MANAGER);
    }

    /** The same with more keys of {@code control}, each after a comma. */
    public static Daemon startServiceWith(Namespace at, String control, String bridges) {
        return start(at, ConfigFile.of(1, control, bridges), MANAGER);
    }

    private static Daemon start(Namespace at, ConfigFile config) {
        return start(at, config, List.of());
    }

    private static Daemon start(Namespace at, ConfigFile config, List<String> manager) {
        Daemon daemon = new Daemon(at, config, manager);
        try {
            daemon.log.awaitLine("ready", line -> line.endsWith("ready"), READY);
            return daemon;
        } catch (AssertionError e) {
            daemon.cleanup.close();
            throw e;
        }
    }

    private static Process launch(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same daemon again, with the same config, in place of this one, which has ended. */
    public Daemon restart() {
        if (process.isAlive()) {
            throw new AssertionError("the daemon still runs");
        }
        return start(taplane.at(), config);
    }

    /** Has the manager of a service restart it; returns when it is ready again. */
    public void restartService() {
        starts++;
        hangUp();
        awaitStart();
    }

    /** {@code taplane upgrade} of a service, which must succeed; returns when the new process is ready. */
    public String upgrade() {
        starts++;
        String output = command("upgrade").succeeded().output();
        awaitStart();
        return output;
    }

    /** As {@link #upgrade}; again, where the machine is so busy that the new process comes too late. */
    public String upgradePatiently() {
        AtomicReference<String> output = new AtomicReference<>("");
        Eventually.passes(
                UPGRADE, () -> output.set(command("upgrade").succeeded().output()));
        starts++;
        awaitStart();
        return output.get();
    }

    /** {@code taplane upgrade} of a service, while which the new process gets a signal, some time after it was started. */
    public Shell.Result upgradeDisturbed(Duration after, String signal) {
        Set<ProcessHandle> before = process.children().collect(Collectors.toSet());
        CompletableFuture<Void> disturbance =
                CompletableFuture.runAsync(() -> signalSuccessor(before, after, signal), Thread::startVirtualThread);
        Shell.Result result = command("upgrade");
        disturbance.join();
        return result;
    }

    /** All processes of a service are children of its manager. */
    private void signalSuccessor(Set<ProcessHandle> before, Duration after, String signal) {
        Supplier<Optional<ProcessHandle>> successor = () ->
                process.children().filter(child -> !before.contains(child)).findAny();
        Eventually.await("a new process", READY, () -> successor.get().isPresent());
        Eventually.pause(after);
        successor.get().ifPresent(it -> Shell.run(Shell.BOUND, List.of("kill", "-" + signal, "" + it.pid())));
    }

    private void awaitStart() {
        log.awaitLines(starts, "start " + starts, line -> line.startsWith("manager: READY=1"), READY);
    }

    /** {@code taplane show WHAT --json}, read. */
    public JsonNode show(String what) {
        return taplane.show(what, config.socket());
    }

    /** The row of {@code show ports} for a port. */
    public JsonNode port(String name) {
        return StreamSupport.stream(show("ports").spliterator(), false)
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port " + name));
    }

    /** Frames that a port dropped for {@code reason}. */
    public long drops(String port, String reason) {
        return port(port).path("drops").path(reason).asLong();
    }

    /** Frames that all ports dropped for {@code reason}. */
    public long drops(String reason) {
        return show("ports").findValues("drops").stream()
                .mapToLong(drops -> drops.path(reason).asLong())
                .sum();
    }

    /** The processors that each thread whose name begins so may run on, by thread name, as /proc lists them. */
    public List<String> processorsOf(String threads) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            SortedMap<String, String> processors = new TreeMap<>();
            tasks.map(Daemon::status)
                    .filter(status -> status.getOrDefault("Name", "").startsWith(threads))
                    .forEach(status -> processors.put(status.get("Name"), status.get("Cpus_allowed_list")));
            return List.copyOf(processors.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> status(Path task) {
        try {
            return Files.readAllLines(task.resolve("status")).stream()
                    .map(line -> line.split(":\\s+", 2))
                    .collect(Collectors.toMap(field -> field[0], field -> field.length == 1 ? "" : field[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Allocations allocations() {
        return new Allocations(process.pid());
    }

    /** Memory that is in use, by /proc. */
    public long residentBytes() {
        String kilobytes =
                status(Path.of("/proc", Long.toString(process.pid()))).getOrDefault("VmRSS", "");
        return 1024 * Long.parseLong(kilobytes.replace(" kB", ""));
    }

    /** Open file descriptors. */
    public long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything the daemon wrote so far. */
    public String log() {
        return log.text();
    }

    /** Waits for a line that contains {@code text}. */
    public void awaitLog(String text) {
        log.awaitLine(text, line -> line.contains(text), READY);
    }

    public Path socket() {
        return config.socket();
    }

    /** The file that the daemon was started with. */
    public Path file() {
        return config.path();
    }

    /** Writes another file in place of the daemon's; the daemon is not told. */
    public void rewrite(String bridges) {
        config.rewrite(bridges);
    }

    /** {@code taplane ARGUMENTS --socket …}, to its end, whatever its exit code. */
    public Shell.Result command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--socket", config.socket().toString()));
        return taplane.command(all.toArray(String[]::new));
    }

    /** {@code taplane ARGUMENTS --socket …} with its errors in its output, which runs until it is interrupted. */
    public Background background(String... arguments) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"));
        line.addAll(Launcher.taplane(arguments));
        line.addAll(List.of("--socket", config.socket().toString()));
        return Background.start(taplane.at(), line);
    }

    /** {@code taplane ARGUMENTS --socket …} with an environment of its own, each {@code NAME=VALUE}. */
    public Shell.Result commandWith(List<String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of("env"));
        line.addAll(environment);
        line.addAll(Launcher.taplane(arguments));
        line.addAll(List.of("--socket", config.socket().toString()));
        return Shell.run(Shell.BOUND, line);
    }

    /** SIGHUP. */
    public void hangUp() {
        Shell.run("kill -HUP " + process.pid());
    }

    /** SIGSTOP: the daemon neither forwards nor answers until {@link #thaw}. */
    public void freeze() {
        Shell.run("kill -STOP " + process.pid());
    }

    /** SIGCONT. */
    public void thaw() {
        Shell.run("kill -CONT " + process.pid());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    // Signals go by the handle: Process.destroy would also close the log that a failure shows.

    /** SIGTERM: the daemon ends within two seconds with exit code 0 and leaves no socket. */
    public void stop() {
        process.toHandle().destroy();
        if (!Shell.endsWithin(STOP, process)) {
            throw new AssertionError("the daemon still runs " + STOP + " after SIGTERM\n" + log());
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("the daemon ended with " + process.exitValue() + "\n" + log());
        }
        if (Files.exists(config.socket())) {
            throw new AssertionError("the daemon left its socket behind");
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
        if (!Shell.endsWithin(STOP, process)) {
            throw new AssertionError("the daemon survives SIGKILL");
        }
    }

    /** Stops the daemon if it runs, and removes its config. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            cleanup.close();
        }
    }

    private void remove() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
        config.close();
    }
}
