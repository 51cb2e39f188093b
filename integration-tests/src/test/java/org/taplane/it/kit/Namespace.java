package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network namespace of its own name, gone with everything in it at {@link #close}. Tests make links only inside
 * namespaces, so nothing that a test does is seen outside.
 */
public final class Namespace implements AutoCloseable {
    private final String name;
    private final Cleanup cleanup;
    private final List<String> fromTheStart;

    private Namespace(String name) {
        this.name = name;
        this.cleanup = new Cleanup(() -> Shell.run("ip netns del " + name));
        this.fromTheStart = allInterfaces();
    }

    /** Makes a namespace; {@code label} is for the reader of a failure. */
    public static Namespace create(String label) {
        String suffix = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
        String name = "tpit-%d-%s-%s".formatted(ProcessHandle.current().pid(), suffix, label);
        Shell.run("ip netns add " + name);
        Namespace namespace = new Namespace(name);
        namespace.prepare();
        return namespace;
    }

    private void prepare() {
        run("ip link set lo up");
        // An address is usable at once, not after a second of duplicate address detection.
        sysctl("net/ipv6/conf/default/accept_dad", "0");
    }

    public String name() {
        return name;
    }

    /** Runs a command of words parted by single spaces in here; it must succeed. */
    public Shell.Result run(String command) {
        return run(Shell.BOUND, Shell.words(command)).succeeded();
    }

    /** Runs a command in here, whatever its exit code. */
    public Shell.Result run(Duration bound, List<String> command) {
        return Shell.run(bound, inside(command));
    }

    /** The command line that runs {@code command} in here. */
    public List<String> inside(List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(command);
        return line;
    }

    /** Sets {@code /proc/sys/KEY}. */
    public void sysctl(String key, String value) {
        call(() -> Files.writeString(Path.of("/proc/sys", key), value));
    }

    /**
     * Calls {@code task} on a thread that is in this namespace. Sockets opened there belong to the namespace for ever and
     * may be used from any thread.
     */
    public <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        // A platform thread: setns changes the kernel thread, which ends with it.
        Thread.ofPlatform().daemon().name("in " + name).start(future);
        return result(future);
    }

    private void enter() {
        try {
            int fd = Libc.C.open("/run/netns/" + name, Libc.O_RDONLY);
            try {
                Libc.C.setns(fd, Libc.CLONE_NEWNET);
            } finally {
                Libc.C.close(fd);
            }
        } catch (LastErrorException e) {
            throw new AssertionError("cannot enter namespace " + name, e);
        }
    }

    private <T> T result(FutureTask<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("in namespace " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in namespace " + name, e);
        }
    }

    /** Names of the interfaces in here that are not in every new namespace. */
    public List<String> interfaces() {
        return allInterfaces().stream()
                .filter(device -> !fromTheStart.contains(device))
                .toList();
    }

    private List<String> allInterfaces() {
        // Not /proc/net: that is the process's namespace, not the thread's.
        return call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                .skip(2)
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList());
    }

    @Override
    public void close() {
        cleanup.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
