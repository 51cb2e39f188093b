package org.taplane.io.sys;

import java.util.concurrent.atomic.AtomicInteger;

/** The owner of one open file descriptor. */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;
    private static final int EFD_NONBLOCK = 04000; // sys/eventfd.h
    private static final int EFD_CLOEXEC = 02000000;

    private final AtomicInteger value;

    private Fd(int value) {
        this.value = new AtomicInteger(value);
    }

    /** Takes over a descriptor that is already open. */
    public static Fd of(int value) {
        return new Fd(value);
    }

    /** Opens a file; {@code O_CLOEXEC} is added to the flags. */
    public static Fd open(String path, int flags) {
        return new Fd(Libc.check("open " + path, Libc.open(path, flags | Libc.O_CLOEXEC)));
    }

    /** Opens a socket; {@code SOCK_CLOEXEC} is added to the type. */
    public static Fd socket(int domain, int type, int protocol) {
        return new Fd(Libc.check("socket", Libc.socket(domain, type | Sockets.SOCK_CLOEXEC, protocol)));
    }

    /** An eventfd(2) that counts from {@code count} on, non-blocking: readable while the count is not 0. */
    public static Fd eventfd(int count) {
        return new Fd(Libc.check("eventfd", Libc.eventfd(count, EFD_NONBLOCK | EFD_CLOEXEC)));
    }

    /** A second descriptor of the same open file. */
    public Fd duplicate() {
        return new Fd(Libc.check("fcntl F_DUPFD_CLOEXEC", Libc.fcntl(value(), Libc.F_DUPFD_CLOEXEC, 0)));
    }

    /**
     * The number to hand to a system call.
     *
     * @throws IllegalStateException after {@link #close}: the number may be another file's by then
     */
    public int value() {
        int fd = value.get();
        if (fd == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return fd;
    }

    /** Closes the descriptor; a second call does nothing. */
    @Override
    public void close() {
        int fd = value.getAndSet(CLOSED);
        if (fd != CLOSED) {
            // Linux frees the number whatever close returns: there is nothing to repeat or undo.
            Libc.close(fd);
        }
    }

    @Override
    public String toString() {
        return "fd " + value.get();
    }
}
