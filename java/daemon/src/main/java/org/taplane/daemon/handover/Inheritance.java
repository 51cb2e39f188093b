package org.taplane.daemon.handover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.io.sys.Fd;

/** The open descriptors that an {@link Estate} had, in the process that they were left to. Each is taken once. */
public final class Inheritance implements AutoCloseable {
    private final Map<String, Fd> fds;
    private boolean open;

    private Inheritance(Map<String, Fd> fds, boolean open) {
        this.fds = new LinkedHashMap<>(fds);
        this.open = open;
    }

    /** Of these descriptors, which it owns until they are taken. */
    public Inheritance(Map<String, Fd> fds) {
        this(fds, true);
    }

    /** That of a process which has none before it. */
    public static Inheritance none() {
        return new Inheritance(Map.of(), false);
    }

    /**
     * Whether this process is about to be what another was. Then a device that cannot be had at the moment is no reason to
     * give up: the other process may have done without it, too.
     */
    public boolean isOpen() {
        return open;
    }

    static String name(String common, int index) {
        return common + "." + index;
    }

    /** Whether there are descriptors that were added under a name, and that nobody has taken. */
    public boolean has(String name) {
        return fds.containsKey(name(name, 0));
    }

    /** Takes the descriptors that were added under a name, in their order; none if there are none. */
    public List<Fd> take(String name) {
        List<Fd> taken = new ArrayList<>();
        Optional<Fd> next = takeOne(name(name, 0));
        while (next.isPresent()) {
            taken.add(next.get());
            next = takeOne(name(name, taken.size()));
        }
        return taken;
    }

    private Optional<Fd> takeOne(String name) {
        return Optional.ofNullable(fds.remove(name));
    }

    /** Closes what nobody has taken: from here on there is nothing to inherit. */
    @Override
    public void close() {
        fds.values().forEach(Fd::close);
        fds.clear();
        open = false;
    }
}
