package org.taplane.io.sys;

import java.util.OptionalLong;

/**
 * A network namespace, and the way to act in it. A namespace lives as long as something holds it: its name, a process in
 * it, an open descriptor of it or of a socket in it. Only {@link Opened} holds one here.
 */
public sealed interface Netns {
    /** The namespace of the calling thread. */
    static Netns own() {
        return new Own();
    }

    /**
     * A namespace by its name, which {@code ip netns add} gave it: {@code /run/netns/NAME}; or, if there is a slash in it,
     * by the absolute path of the file that stands for it, such as {@code /proc/1234/ns/net}.
     */
    static Netns named(String name) {
        return new Named(name);
    }

    /** A namespace that a descriptor stands for; the result owns it. */
    static Opened opened(Fd fd) {
        return new Opened(fd);
    }

    /**
     * A namespace that did not exist before and has no name: it ends with everything in it when the result is closed and no
     * socket of it is open any more, so also when the process ends in whatever way.
     *
     * @throws SysException if the process may not make one: it takes CAP_SYS_ADMIN
     */
    static Opened made() {
        return new Opened(NetnsThread.make());
    }

    /**
     * As {@link #made}, one in which no interface says anything by itself: IPv6 would, as soon as one is up.
     *
     * @throws SysException if the process may not make one
     */
    static Opened quiet() {
        return new Opened(NetnsThread.makeQuiet());
    }

    /** The number of this namespace, which no other that exists has; empty if this one does not. */
    OptionalLong inode();

    /**
     * A descriptor that stands for this namespace; the caller closes it.
     *
     * @throws SysException if the namespace does not exist
     */
    Fd open();

    /**
     * Runs an action in this namespace and hands back its result or its exception. The action runs on a thread of its
     * own unless this is {@link #own()}; sockets that it opens stay in the namespace, and so do threads that it starts.
     *
     * @throws SysException if the namespace does not exist or may not be entered
     */
    default <T, X extends Exception> T call(Action<T, X> action) throws X {
        return NetnsThread.call(this, action);
    }

    /** What to do inside a namespace. */
    @FunctionalInterface
    interface Action<T, X extends Exception> {
        T run() throws X;
    }

    /** See {@link #own()}. */
    record Own() implements Netns {
        @Override
        public Fd open() {
            return Fd.open(NetnsFile.OF_THREAD, Libc.O_RDONLY);
        }

        @Override
        public OptionalLong inode() {
            return NetnsFile.inode(NetnsFile.OF_THREAD);
        }

        @Override
        public <T, X extends Exception> T call(Action<T, X> action) throws X {
            return action.run();
        }

        @Override
        public String toString() {
            return "this network namespace";
        }
    }

    /** See {@link #named(String)}. */
    record Named(String name) implements Netns {
        private static final String PROCESSES = "/proc/";

        /** The name is one path component, or an absolute path. */
        public Named {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') > 0) {
                throw new IllegalArgumentException("\"" + name + "\" is no name of a network namespace");
            }
        }

        /** Whether it is named by a process: the kernel tells nobody when that ends, as it tells of mounts. */
        public boolean isOfProcess() {
            return name.startsWith(PROCESSES);
        }

        private String path() {
            return name.startsWith("/") ? name : "/run/netns/" + name;
        }

        @Override
        public OptionalLong inode() {
            return NetnsFile.inode(path());
        }

        @Override
        public Fd open() {
            int fd = Libc.open(path(), Libc.O_RDONLY | Libc.O_CLOEXEC);
            if (fd == -1) {
                throw refusal(Libc.errno());
            }
            return Fd.of(fd);
        }

        private SysException refusal(int errno) {
            return errno == Errno.ENOENT
                    ? SysException.because(this + " does not exist", "open", errno)
                    : SysException.of("open " + this, errno);
        }

        @Override
        public String toString() {
            return "network namespace \"" + name + "\"";
        }
    }

    /** See {@link #opened(Fd)}. */
    record Opened(Fd fd) implements Netns, AutoCloseable {
        @Override
        public Fd open() {
            return fd.duplicate();
        }

        @Override
        public OptionalLong inode() {
            return NetnsFile.inode("/proc/self/fd/" + fd.value());
        }

        @Override
        public void close() {
            fd.close();
        }

        @Override
        public String toString() {
            return "network namespace of " + fd;
        }
    }
}
