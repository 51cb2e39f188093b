package org.taplane.io.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.testkit.Commands;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.TestNetns;

class LinkMonitorTest {
    private static final int WAIT_MILLIS = 5000;

    private TestNetns inside;
    private Rtnetlink links;
    private LinkMonitor monitor;
    private final List<LinkEvent> events = new ArrayList<>();
    private final List<Integer> ended = new ArrayList<>();

    @BeforeEach
    void open() {
        inside = TestNetns.create();
        links = Rtnetlink.open(inside.netns());
        monitor = LinkMonitor.open(inside.netns());
        monitor.follow(LinkMonitor.HERE);
    }

    @AfterEach
    void close() {
        monitor.close();
        links.close();
        inside.close();
    }

    @Test
    void theFirstDrainReportsEveryLinkAsItIs() {
        await(changed("lo", link -> !link.isUp()));
    }

    @Test
    void upDownAndRemovalAreSeen() {
        await(changed("lo", link -> true));
        Link made = links.create("a", new LinkKind.Veth("b", inside.netns()));
        await(changed("a", link -> !link.isUp()));

        inside.ip("link set dev a up");
        await(changed("a", link -> link.isUp() && !link.isLowerUp()));
        inside.ip("link set dev b up");
        await(changed("a", link -> link.isLowerUp() && link.isRunning()));
        inside.ip("link set dev a down");
        await(changed("a", link -> !link.isUp()));

        links.delete(made.index());
        await(event -> event.equals(new LinkEvent.Removed(made.index(), "a")));
    }

    @Test
    void leavingTheNamespaceIsARemoval() {
        Link made = links.create("a", new LinkKind.Veth("b", inside.netns()));
        try (TestNetns other = TestNetns.create();
                LinkMonitor there = LinkMonitor.open(other.netns())) {
            there.follow(LinkMonitor.HERE);
            links.move(made.index(), other.netns());
            await(event -> event.equals(new LinkEvent.Removed(made.index(), "a")));
            await(there, changed("a", link -> true));
        }
    }

    @Test
    void leavingABridgeIsNoRemoval() {
        Link bridge = links.create("br0", new LinkKind.Bridge());
        Link port = links.create("a", new LinkKind.Veth("b", inside.netns()));
        links.setMaster(port.index(), bridge.index());
        await(changed("a", link -> link.master().isPresent()));

        inside.ip("link set dev a nomaster");
        await(changed("a", link -> link.master().isEmpty()));
        links.setMtu(port.index(), 1400);
        await(changed("a", link -> link.mtu() == 1400));
        assertThat(events).noneMatch(LinkEvent.Removed.class::isInstance);
    }

    @Test
    void lostEventsAreMadeUpFor() {
        await(changed("lo", link -> true));
        Link doomed = links.create("doomed", new LinkKind.Bridge());
        await(changed("doomed", link -> true));
        Link noisy = links.create("noisy", new LinkKind.Bridge());
        int changes = 4000; // far more than the socket's buffer holds
        for (int i = 0; i < changes; i++) {
            links.setMtu(noisy.index(), 1400 + i % 2);
        }
        links.delete(doomed.index());
        links.setMtu(noisy.index(), 1234);

        await(changed("noisy", link -> link.mtu() == 1234));
        assertThat(events).hasSizeLessThan(changes);
        assertThat(events).contains(new LinkEvent.Removed(doomed.index(), "doomed"));
        assertThat(lastStates()).containsOnlyKeys("lo", "noisy");
    }

    @Test
    void anotherNamespaceIsHeardOfUntilItEndsAndIsNotKeptAlive() {
        TestNetns other = TestNetns.create();
        int number = monitor.number(other.netns());
        monitor.follow(number);
        links.create("witness", new LinkKind.Veth("x", other.netns()));
        await(changed("x", link -> !link.isUp()));

        other.ip("link set dev x name y");
        await(changed("y", link -> true));
        other.ip("link set dev y up");
        await(changed("y", link -> link.isUp()));
        assertThat(monitor.find(number, "y")).isPresent();
        assertThat(monitor.find(number, "x")).isEmpty();
        other.close();

        await(event -> event instanceof LinkEvent.Removed(int _, String name) && name.equals("witness"));
        assertThat(ended).containsExactly(number);
    }

    @Test
    void itsOwnNamespaceIsKnownByWhateverName() {
        assertThat(monitor.number(inside.netns())).isEqualTo(LinkMonitor.HERE);
        Commands.run("ip -n %1$s netns set %1$s 7".formatted(inside.name()));
        await(changed("lo", link -> !link.isUp()));
        inside.ip("link set dev lo up");
        await(changed("lo", Link::isUp));
        assertThat(monitor.number(inside.netns())).isEqualTo(LinkMonitor.HERE);
    }

    private Map<String, Link> lastStates() {
        Map<String, Link> states = new HashMap<>();
        for (LinkEvent event : events) {
            switch (event) {
                case LinkEvent.Changed(Link link) -> states.put(link.name(), link);
                case LinkEvent.Removed(int _, String name) -> states.remove(name);
            }
        }
        return states;
    }

    private static Predicate<LinkEvent> changed(String name, Predicate<Link> state) {
        return event ->
                event instanceof LinkEvent.Changed(Link link) && link.name().equals(name) && state.test(link);
    }

    private void await(Predicate<LinkEvent> wanted) {
        await(monitor, wanted);
    }

    /** Drains until a new event is as wanted, and keeps all. */
    private void await(LinkMonitor source, Predicate<LinkEvent> wanted) {
        boolean[] seen = {false};
        while (!seen[0]) {
            assertThat(Frames.poll(source.fd(), WAIT_MILLIS))
                    .as("an event, after " + events)
                    .isTrue();
            source.drain(new LinkMonitor.Listener() {
                @Override
                public void heard(int namespace, LinkEvent event) {
                    events.add(event);
                    seen[0] |= wanted.test(event);
                }

                @Override
                public void listed(int namespace) {}

                @Override
                public void ended(int namespace) {
                    ended.add(namespace);
                }
            });
        }
    }
}
