package org.taplane.io.netlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Netns;

/**
 * Tells whoever follows a link what becomes of it. One monitor serves all links of a namespace, on the control thread;
 * listeners are called there.
 */
public final class LinkTracker implements AutoCloseable {
    private final Loop loop;
    private final Map<Netns, Namespace> namespaces = new HashMap<>();

    public LinkTracker(Loop loop) {
        this.loop = loop;
    }

    /** Which link is meant. */
    @FunctionalInterface
    public interface Selector {
        boolean matches(int index, String name);
    }

    /**
     * Reports the link's present state, if it exists, and each change from then on.
     *
     * @param listener is told {@link LinkEvent.Changed} with the link, or {@link LinkEvent.Removed}; it answers whether
     *     it wants to hear more
     */
    public void follow(Netns netns, Selector selector, Predicate<LinkEvent> listener) {
        loop.run(() -> namespaces.computeIfAbsent(netns, Namespace::new).follow(selector, listener));
    }

    @Override
    public void close() {
        loop.run(() -> {
            namespaces.values().forEach(Namespace::close);
            namespaces.clear();
        });
    }

    private record Follower(Selector selector, Predicate<LinkEvent> listener) {
        /** Whether the follower stays one. */
        boolean tell(int index, String name, LinkEvent event) {
            return !selector.matches(index, name) || listener.test(event);
        }
    }

    private final class Namespace {
        private final LinkMonitor monitor;
        private final Watch watch;
        private final Map<Integer, Link> links = new HashMap<>();
        private final List<Follower> followers = new ArrayList<>();

        Namespace(Netns netns) {
            monitor = LinkMonitor.open(netns);
            watch = loop.watch(monitor.fd(), this::drain);
        }

        void follow(Selector selector, Predicate<LinkEvent> listener) {
            Follower follower = new Follower(selector, listener);
            if (links.values().stream()
                    .allMatch(link -> follower.tell(link.index(), link.name(), new LinkEvent.Changed(link)))) {
                followers.add(follower);
            }
        }

        private Reading drain() {
            monitor.drain(this::note);
            return Reading.PROGRESS;
        }

        private void note(LinkEvent event) {
            switch (event) {
                case LinkEvent.Changed(Link link) -> {
                    links.put(link.index(), link);
                    tellAll(link.index(), link.name(), event);
                }
                case LinkEvent.Removed(int index, String name) -> {
                    links.remove(index);
                    tellAll(index, name, event);
                }
            }
        }

        /** Over a copy: a listener may follow another link. */
        private void tellAll(int index, String name, LinkEvent event) {
            for (Follower follower : List.copyOf(followers)) {
                if (!follower.tell(index, name, event)) {
                    followers.remove(follower);
                }
            }
        }

        void close() {
            watch.close();
            monitor.close();
        }
    }
}
