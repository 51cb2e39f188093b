package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * One thread of another process that does not run until this is closed, by the same thread that opened it: ptrace(2) stops it,
 * and the others go on.
 */
public final class HeldThread implements AutoCloseable {
    private static final Pointer NOTHING = Pointer.NULL;

    private final int thread;

    private HeldThread(int thread) {
        this.thread = thread;
    }

    /** Stops the thread of that name. */
    public static HeldThread of(long process, String name) {
        int thread = find(process, name);
        Libc.C.ptrace(Libc.PTRACE_SEIZE, thread, NOTHING, NOTHING);
        Libc.C.ptrace(Libc.PTRACE_INTERRUPT, thread, NOTHING, NOTHING);
        try (Memory status = new Memory(Integer.BYTES)) {
            Libc.C.waitpid(thread, status, Libc.WALL);
        }
        return new HeldThread(thread);
    }

    private static int find(long process, String name) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            return threads.filter(thread -> name(thread).equals(name))
                    .map(thread -> Integer.parseInt(thread.getFileName().toString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no thread " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    @Override
    public void close() {
        try {
            Libc.C.ptrace(Libc.PTRACE_DETACH, thread, NOTHING, NOTHING);
        } catch (LastErrorException e) {
            throw new AssertionError("the thread is held no more", e);
        }
    }
}
