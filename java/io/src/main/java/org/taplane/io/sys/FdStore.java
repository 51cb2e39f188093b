package org.taplane.io.sys;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store in which systemd keeps descriptors of a service for its next process, if its unit sets
 * {@code FileDescriptorStoreMax=} (sd_pid_notify_with_fds(3), sd_listen_fds(3)). What does not fit is closed, and systemd
 * does not tell.
 */
public final class FdStore {
    private static final int FIRST = 3; // SD_LISTEN_FDS_START
    private static final int FD_CLOEXEC = 1;

    private final SystemdNotifier systemd;

    public FdStore(SystemdNotifier systemd) {
        this.systemd = systemd;
    }

    /** Whether there may be a store at all. */
    public boolean isPossible() {
        return systemd.isHeard();
    }

    /**
     * Puts a descriptor into the store, from which only {@link #remove} takes it: not what happens to it.
     *
     * @param name at most 255 ASCII characters, no colon
     */
    public void put(String name, int fd) {
        systemd.send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, List.of(fd));
    }

    /** Has systemd close what it keeps under that name. */
    public void remove(String name) {
        systemd.send("FDSTOREREMOVE=1\nFDNAME=" + name, List.of());
    }

    /** The descriptors that systemd gave to this process, by name; they are the caller's, who asks once. */
    public static Map<String, Fd> take() {
        return take(System.getenv(), ProcessHandle.current().pid());
    }

    static Map<String, Fd> take(Map<String, String> environment, long pid) {
        Map<String, Fd> taken = new LinkedHashMap<>();
        if (!Long.toString(pid).equals(environment.get("LISTEN_PID"))) {
            return taken;
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        int count = count(environment.getOrDefault("LISTEN_FDS", ""));
        for (int i = 0; i < count; i++) {
            String name = i < names.length ? names[i] : "";
            keep(FIRST + i)
                    .ifPresent(fd ->
                            Optional.ofNullable(taken.putIfAbsent(name, fd)).ifPresent(first -> fd.close()));
        }
        return taken;
    }

    /** A descriptor that is not open, whatever the environment says, is none. */
    private static Optional<Fd> keep(int fd) {
        return Libc.fcntl(fd, Libc.F_SETFD, FD_CLOEXEC) == -1 ? Optional.empty() : Optional.of(Fd.of(fd));
    }

    private static int count(String number) {
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }
}
