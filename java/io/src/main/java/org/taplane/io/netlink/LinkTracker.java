package org.taplane.io.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Subscription;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Netns;

/**
 * Tells whoever follows a link what becomes of it, in whatever namespace, without keeping that namespace alive. All calls
 * are on the loop's thread, where listeners are called too; only {@link #close} may come from any.
 */
public final class LinkTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkTracker.class);

    /** How often other namespaces are looked at where nothing tells of them. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Loop loop;
    private final Map<Integer, Namespace> namespaces = new HashMap<>();
    private Optional<Monitoring> monitoring = Optional.empty();

    private record Monitoring(LinkMonitor monitor, Watch watch) {}

    public LinkTracker(Loop loop) {
        this.loop = loop;
    }

    /**
     * Reports the state of the link with this index, and each change from then on, whatever its name becomes.
     *
     * @param listener is told {@link LinkEvent.Changed} with the link, and at last {@link LinkEvent.Removed}, also if
     *     there is no such link
     */
    public Subscription follow(Netns netns, int index, Consumer<LinkEvent> listener) {
        return add(netns, new Follower(OptionalInt.of(index), "", listener));
    }

    /** Calls {@code listener} when there is a link of this name: soon if there is one, and at each change of it. */
    public Subscription await(Netns netns, String name, Runnable listener) {
        return add(netns, new Follower(OptionalInt.empty(), name, event -> listener.run()));
    }

    /** The link of this name at this moment. */
    public Optional<Link> find(Netns netns, String name) {
        LinkMonitor monitor = monitor();
        return monitor.find(monitor.number(netns), name);
    }

    private Subscription add(Netns netns, Follower follower) {
        LinkMonitor monitor = monitor();
        Namespace namespace = namespaces.computeIfAbsent(monitor.number(netns), number -> {
            monitor.follow(number);
            return new Namespace(number);
        });
        namespace.add(follower);
        return () -> remove(namespace, follower);
    }

    private void remove(Namespace namespace, Follower follower) {
        namespace.followers.remove(follower);
        if (namespace.followers.isEmpty() && namespaces.remove(namespace.number, namespace)) {
            monitoring.ifPresent(open -> open.monitor().unfollow(namespace.number));
        }
    }

    private LinkMonitor monitor() {
        if (monitoring.isEmpty()) {
            LinkMonitor monitor = LinkMonitor.open(Netns.own());
            monitoring = Optional.of(new Monitoring(monitor, loop.watch(monitor.fd(), () -> drain(monitor))));
            if (!monitor.hearsPeers()) {
                LOG.info("links in other namespaces are looked at once a second: CAP_NET_BROADCAST is missing");
                loop.every(
                        LOOK, () -> monitoring.ifPresent(open -> open.monitor().listPeers()));
            }
        }
        return monitoring.orElseThrow().monitor();
    }

    private Reading drain(LinkMonitor monitor) {
        monitor.drain(new LinkMonitor.Listener() {
            @Override
            public void heard(int namespace, LinkEvent event) {
                of(namespace).ifPresent(found -> found.note(event));
            }

            @Override
            public void listed(int namespace) {
                of(namespace).ifPresent(Namespace::removeMissing);
            }

            @Override
            public void ended(int namespace) {
                Optional.ofNullable(namespaces.remove(namespace)).ifPresent(Namespace::end);
            }
        });
        return Reading.PROGRESS;
    }

    private Optional<Namespace> of(int number) {
        return Optional.ofNullable(namespaces.get(number));
    }

    @Override
    public void close() {
        loop.run(() -> {
            monitoring.ifPresent(open -> {
                open.watch().close();
                open.monitor().close();
            });
            monitoring = Optional.empty();
            namespaces.clear();
        });
    }

    /** @param index of the link, or empty where the name counts */
    private record Follower(OptionalInt index, String name, Consumer<LinkEvent> listener) {
        boolean wants(LinkEvent event) {
            return switch (event) {
                case LinkEvent.Changed(Link link) ->
                    index.isPresent() ? index.getAsInt() == link.index() : name.equals(link.name());
                case LinkEvent.Removed(int gone, String _) -> index.isPresent() && index.getAsInt() == gone;
            };
        }
    }

    private static final class Namespace {
        private final int number;
        private final Map<Integer, Link> links = new HashMap<>();
        private final List<Follower> followers = new ArrayList<>();

        Namespace(int number) {
            this.number = number;
        }

        void add(Follower follower) {
            followers.add(follower);
            for (Link link : List.copyOf(links.values())) {
                tell(follower, new LinkEvent.Changed(link));
            }
        }

        void note(LinkEvent event) {
            switch (event) {
                case LinkEvent.Changed(Link link) -> links.put(link.index(), link);
                case LinkEvent.Removed(int index, String _) -> links.remove(index);
            }
            // Over a copy: a listener may follow another link.
            List.copyOf(followers).forEach(follower -> tell(follower, event));
        }

        void end() {
            links.clear();
            removeMissing();
        }

        /** A link may have left between the moment when it was found here and that when it was followed. */
        void removeMissing() {
            for (Follower follower : List.copyOf(followers)) {
                follower.index().ifPresent(index -> {
                    if (!links.containsKey(index)) {
                        tell(follower, new LinkEvent.Removed(index, ""));
                    }
                });
            }
        }

        private void tell(Follower follower, LinkEvent event) {
            if (follower.wants(event) && followers.contains(follower)) {
                follower.listener().accept(event);
            }
        }
    }
}
