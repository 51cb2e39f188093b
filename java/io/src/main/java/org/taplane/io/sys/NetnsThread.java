package org.taplane.io.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A short-lived platform thread that has moved into a namespace. {@code setns} moves the calling thread only, and a
 * thread that could not move back would be poison for whoever runs on it next: so no thread is ever used twice.
 */
final class NetnsThread {
    private static final int CLONE_NEWNET = 0x40000000; // linux/sched.h

    /** Of interfaces that there are, and of those to come. */
    private static final List<Path> IPV6 = List.of(
            Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6"),
            Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"));

    private NetnsThread() {}

    @SuppressWarnings("unchecked") // an action throws unchecked exceptions and X, nothing else
    static <T, X extends Exception> T call(Netns netns, Netns.Action<T, X> action) throws X {
        try (Fd target = netns.open()) {
            return await(start(() -> {
                enter(target, netns);
                return action.run();
            }));
        } catch (ExecutionException failure) {
            Throwable cause = cause(failure);
            throwIfUnchecked(cause);
            throw (X) cause;
        }
    }

    /** A descriptor of a namespace that did not exist before, and that only it holds. */
    static Fd make() {
        return make(() -> {});
    }

    /** As {@link #make}, without IPv6. */
    static Fd makeQuiet() {
        return make(() -> IPV6.forEach(NetnsThread::turnOff));
    }

    /** Of a thread's own namespace. */
    private static void turnOff(Path setting) {
        try {
            Files.writeString(setting, "1");
        } catch (IOException e) {
            // the kernel has no IPv6
        }
    }

    private static Fd make(Runnable preparation) {
        try {
            return await(start(() -> {
                Libc.check("unshare CLONE_NEWNET", Libc.unshare(CLONE_NEWNET));
                preparation.run();
                return Netns.own().open();
            }));
        } catch (ExecutionException failure) {
            Throwable cause = cause(failure);
            throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        }
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().name("netns").start(task);
        return task;
    }

    private static Throwable cause(ExecutionException failure) {
        return Objects.requireNonNullElse(failure.getCause(), failure);
    }

    private static void enter(Fd target, Netns netns) {
        if (Libc.setns(target.value(), CLONE_NEWNET) == 0) {
            return;
        }
        int errno = Libc.errno();
        throw errno == Errno.EINVAL
                ? SysException.because(netns + " is a file, not a namespace", "setns", errno)
                : SysException.of("enter " + netns, errno);
    }

    /** Waits through interrupts: an action left alone would leak what it is about to open. */
    private static <T> T await(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void throwIfUnchecked(Throwable cause) {
        switch (cause) {
            case Error error -> throw error;
            case RuntimeException unchecked -> throw unchecked;
            default -> {}
        }
    }
}
