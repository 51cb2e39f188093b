package org.taplane.io.netns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Subscription;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;

/**
 * Tells which namespace a name in {@code /run/netns} or a path stands for, each time when that changes. A name is a mount, so a
 * change of the mounts of this process, of which the kernel tells by {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)),
 * is when to look; nothing is held open to find out. A namespace that is named by a process is looked at once a second. All calls are on the loop's thread, where listeners are called too;
 * only {@link #close} may come from any.
 */
public final class NamespaceNames implements AutoCloseable {
    /** How often processes are looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Loop loop;
    private final Map<Netns.Named, Name> names = new HashMap<>();
    private Optional<Mounts> mounts = Optional.empty();
    private boolean looksAtProcesses;

    private record Mounts(Fd file, Watch watch) {}

    public NamespaceNames(Loop loop) {
        this.loop = loop;
    }

    /**
     * Tells what the name stands for.
     *
     * @param listener is told {@link Netns#inode}: at once, and after each change
     */
    public Subscription follow(Netns.Named name, Consumer<OptionalLong> listener) {
        watchMounts();
        watchProcesses(name);
        Name followed = names.computeIfAbsent(name, Name::new);
        followed.listeners.add(listener);
        listener.accept(followed.inode);
        return () -> unfollow(followed, listener);
    }

    private void unfollow(Name followed, Consumer<OptionalLong> listener) {
        followed.listeners.remove(listener);
        if (followed.listeners.isEmpty()) {
            names.remove(followed.name, followed);
        }
    }

    private void watchMounts() {
        if (mounts.isEmpty()) {
            Fd file = Fd.open("/proc/self/mountinfo", Libc.O_RDONLY);
            mounts = Optional.of(new Mounts(file, loop.watchErrors(file.value(), this::look)));
        }
    }

    private void watchProcesses(Netns.Named name) {
        if (name.isOfProcess() && !looksAtProcesses) {
            looksAtProcesses = true;
            loop.every(
                    LOOK,
                    () -> List.copyOf(names.values()).stream()
                            .filter(followed -> followed.name.isOfProcess())
                            .forEach(Name::look));
        }
    }

    private Reading look() {
        List.copyOf(names.values()).forEach(Name::look);
        return Reading.PROGRESS;
    }

    @Override
    public void close() {
        loop.run(() -> {
            mounts.ifPresent(open -> {
                open.watch().close();
                open.file().close();
            });
            mounts = Optional.empty();
            names.clear();
        });
    }

    private static final class Name {
        private final Netns.Named name;
        private final List<Consumer<OptionalLong>> listeners = new ArrayList<>();
        private OptionalLong inode;

        Name(Netns.Named name) {
            this.name = name;
            this.inode = name.inode();
        }

        void look() {
            OptionalLong now = name.inode();
            if (!now.equals(inode)) {
                inode = now;
                List.copyOf(listeners).forEach(listener -> listener.accept(now));
            }
        }
    }
}
