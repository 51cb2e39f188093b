package org.taplane.daemon.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The process that is to take over. It is no child of this one: whoever takes care of orphans hears of its end. */
final class Successor {
    private static final Duration GLANCE = Duration.ofMillis(1);

    private final long pid;

    /** Knows the process again, should its number become another's. Empty if it ended at once. */
    private final Optional<ProcessHandle> handle;

    Successor(long pid) {
        this.pid = pid;
        this.handle = ProcessHandle.of(pid);
    }

    long pid() {
        return pid;
    }

    /** A process that has ended may still be listed until its parent looks: it is dead all the same. */
    boolean isAlive() {
        return handle.filter(ProcessHandle::isAlive).isPresent() && !isZombie();
    }

    /** {@code /proc/PID/stat}: "PID (NAME) STATE ...", and a name may hold anything. See proc(5). */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return true; // it is gone altogether
        }
    }

    /** On return it does not run any more. */
    void kill() {
        handle.ifPresent(ProcessHandle::destroyForcibly);
        while (isAlive()) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
