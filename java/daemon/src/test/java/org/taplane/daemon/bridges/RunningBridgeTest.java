package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.event.Event;
import org.taplane.control.event.Event.Place;
import org.taplane.control.event.Event.PortState;
import org.taplane.control.event.EventLog;
import org.taplane.daemon.host.ControlHostPath;
import org.taplane.daemon.lldp.LldpAgents;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.Slots;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.wire.Ethernet;

/** Ports that come and go, and links that go down, while shards forward. */
@Timeout(120)
final class RunningBridgeTest {
    private static final int SHARDS = 2;
    private static final int VLAN = 1;
    private static final long STATION = 0x02_00_00_00_00_00L;
    private static final long FIXED = STATION + 0x99;

    private final EventLog events = new EventLog();
    private final Cleanup cleanup = new Cleanup();
    private final Loop control = cleanup.add(new Loop("control-of-test"));
    private final Shards shards = new Shards(IntStream.range(0, SHARDS)
            .mapToObj(index -> cleanup.add(Shard.sleeping(index, 1)))
            .toList());
    private final Slots slots = new Slots(Location.MAX_PORT);
    private final ControlHostPath host = new ControlHostPath(control, shards);
    private final RunningBridge bridge = new RunningBridge(
            new BridgeConfig(
                    "br0",
                    Duration.ofMinutes(5),
                    1024,
                    0,
                    List.of(),
                    List.of(new StaticEntry(FIXED, VLAN, "guest", Optional.empty()))),
            shards,
            new LinkTracker(control),
            host,
            new LldpAgents(host, new SystemIdentity("seed", "host", "taplane"), System::nanoTime, events),
            new RunningBridge.News(events, control));

    @AfterEach
    void close() {
        cleanup.close();
    }

    private FakePort fake(String name) {
        return new FakePort(name, SHARDS, PortFeatures.NONE);
    }

    private RunningPort add(FakePort port) {
        RunningPort running = bridge.running(slots.take(), port);
        control.run(() -> bridge.add(List.of(running)));
        return running;
    }

    private void remove(RunningPort port) {
        control.run(new Removal(shards, slots).of(bridge, List.of(port))::carryOut);
    }

    /** Frames from a station to others, two to everybody. */
    private static long load(Burst burst, long source, long... destinations) {
        for (int frame = 0; frame < destinations.length; frame++) {
            int start = Burst.dataOffset() + Burst.HEADROOM + frame * 128;
            burst.set(frame, start, 60);
            Ethernet.destination(burst.slab(), start, destinations[frame]);
            Ethernet.source(burst.slab(), start, source);
            Ethernet.etherType(burst.slab(), start, 0x88b5);
        }
        burst.stamp(Tick.now());
        return Burst.first(destinations.length);
    }

    private List<Integer> slotsOfStations() {
        List<Integer> found = new ArrayList<>();
        bridge.fdb().forEach((vid, mac, location, isStatic, tick) -> found.add(Location.port(location)));
        return found;
    }

    private List<Event> told() {
        return events.read(0, EventLog.CAPACITY).entries().stream()
                .map(EventLog.Entry::event)
                .toList();
    }

    private void awaitTold(Event event) throws InterruptedException {
        while (!told().contains(event)) {
            Thread.sleep(5);
        }
    }

    /** A station that moves to and fro is told once, with the number of times, and everything in the order of one station. */
    @Test
    void whatHappensToStationsAndPortsIsTold() throws InterruptedException {
        FakePort first = fake("first");
        RunningPort one = add(first);
        RunningPort two = add(fake("second"));
        long station = Fdb.station(VLAN, STATION);
        Event.Station who = new Event.Station("br0", VLAN, STATION);
        Place here = new Place("first", Optional.empty());
        Place there = new Place("second", Optional.empty());
        bridge.fdb().learn(Fdb.station(VLAN, STATION + 1), Location.of(one.slot(), 0), Tick.now());
        bridge.tellStations();
        control.run(
                () -> { // which does not look meanwhile
                    bridge.fdb().learn(station, Location.of(one.slot(), 0), Tick.now());
                    for (int i = 0; i < 3; i++) {
                        bridge.fdb().learn(station, Location.of(two.slot(), 0), Tick.now());
                        bridge.fdb().learn(station, Location.of(one.slot(), 0), Tick.now());
                    }
                    bridge.fdb().learn(station, Location.of(two.slot(), 0), Tick.now());
                });
        awaitTold(new Event.Moved(who, here, there, 7));
        remove(two);
        assertThat(told())
                .containsExactly(
                        new PortState("br0", "first", "up", 1500, Optional.empty()),
                        new PortState("br0", "second", "up", 1500, Optional.empty()),
                        new Event.Learned(who, here),
                        new Event.Moved(who, here, there, 7),
                        new Event.Forgotten(who, there, Event.Forgotten.Why.FLUSHED),
                        new PortState("br0", "second", "removed", 0, Optional.empty()));
    }

    /** More than can be told in a moment is told as a number. */
    @Test
    void aFloodOfStationsIsCounted() throws InterruptedException {
        RunningPort one = add(fake("first"));
        bridge.tellStations();
        control.run(() -> {
            for (int i = 0; i < 1500; i++) {
                bridge.fdb().learn(Fdb.station(VLAN, STATION + i), Location.of(one.slot(), 0), Tick.now());
            }
        });
        // the table has room for 1024: each of the others drives one out
        long notes = 1500 + (1500 - 1024);
        awaitTold(new Event.StationsMissed("br0", notes - 1024));
    }

    /** Two shards that forward between two ports that stay and one that comes and goes. */
    @Test
    void noPortIsUsedAfterItsEnd() {
        FakePort first = fake("first");
        FakePort second = fake("second");
        add(first);
        add(second);
        List<FakePort> guests = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        Hammer hammer = new Hammer(first, second, guests);
        try {
            for (int round = 0; round < 100; round++) {
                FakePort guest = fake("guest");
                RunningPort running = add(guest);
                taken.add(running.slot());
                synchronized (guests) {
                    guests.add(guest);
                }
                assertThat(bridge.fdb().lookup(Fdb.station(VLAN, FIXED))).isEqualTo(Location.of(running.slot(), 0));
                while (guest.sent() < 20) {
                    Thread.onSpinWait();
                }
                remove(running);
                assertThat(guest.isClosed()).isTrue();
                assertThat(slotsOfStations()).doesNotContain(running.slot());
            }
        } finally {
            hammer.close();
        }

        assertThat(guests).extracting(FakePort::misuses).containsOnly(0);
        assertThat(taken).as("slots that were used again").hasSize(1);
        assertThat(first.sent()).isPositive();
        assertThat(bridge.ports()).extracting(RunningPort::name).containsExactly("first", "second");
    }

    /** Threads that make the shards carry bursts through, without a pause. */
    private final class Hammer implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean ended;

        Hammer(FakePort first, FakePort second, List<FakePort> guests) {
            for (Shard shard : shards) {
                Burst burst = Burst.allocate(shard.index(), 64 * 128);
                Thread thread = new Thread(() -> {
                    while (!ended) {
                        shard.run(() -> forward(burst, first, second, guests));
                    }
                });
                threads.add(thread);
                thread.start();
            }
        }

        private void forward(Burst burst, FakePort first, FakePort second, List<FakePort> guests) {
            first.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST, STATION + 3, FIXED));
            second.receive(burst, load(burst, STATION + 2, STATION + 1, STATION + 3));
            synchronized (guests) {
                if (!guests.isEmpty()) {
                    guests.getLast().receive(burst, load(burst, STATION + 3, Ethernet.BROADCAST, STATION + 1));
                }
            }
        }

        @Override
        public void close() {
            ended = true;
            threads.forEach(RunningBridgeTest::join);
        }
    }

    private void onShard(Runnable action) {
        shards.get(0).run(action);
    }

    @Test
    void whatComesLateFromAPortThatIsDownTeachesNothing() {
        FakePort port = fake("port");
        add(fake("other"));
        RunningPort running = add(port);
        Burst burst = Burst.allocate(64 * 128);
        onShard(() -> port.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(slotsOfStations()).containsExactly(running.slot());
        control.run(() -> port.linkGoes(false));
        assertThat(slotsOfStations()).isEmpty();
        onShard(() -> port.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(slotsOfStations()).isEmpty();
        control.run(() -> port.linkGoes(true));
        onShard(() -> port.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(slotsOfStations()).containsExactly(running.slot());
    }

    /** A burst that read the plan before the link went down learns while, or after, the table is flushed. */
    @Test
    void aBurstUnderWayLeavesNoStationOnAPortThatWentDown() throws InterruptedException {
        FakePort port = fake("port");
        RunningPort running = add(port);
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread shard = new Thread(() -> onShard(() -> {
            underWay.countDown();
            await(goOn);
            bridge.fdb().learn(Fdb.station(VLAN, STATION + 1), Location.of(running.slot(), 0), Tick.now());
        }));
        shard.start();
        await(underWay);
        Thread link = new Thread(() -> port.linkGoes(false));
        link.start();
        while (link.getState() != Thread.State.WAITING && link.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        link.join();
        shard.join();

        assertThat(slotsOfStations()).isEmpty();
    }

    @Test
    void aPortThatIsDisabledForgetsItsStationsAndSendsNothing() {
        FakePort port = fake("port");
        FakePort other = fake("other");
        add(other);
        RunningPort running = add(port);
        Burst burst = Burst.allocate(64 * 128);
        onShard(() -> port.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        PortFeatures disabled = new PortFeatures(PortFeatures.NONE.stormControl(), false, false, LldpConfig.OFF);
        control.run(() -> bridge.set(running, new FakePort("port", SHARDS, disabled).config()));
        assertThat(slotsOfStations()).isEmpty();
        control.run(() -> port.linkGoes(true));
        onShard(() -> other.receive(burst, load(burst, STATION + 2, Ethernet.BROADCAST)));
        onShard(() -> port.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(port.sent()).isZero();
        assertThat(other.sent()).isEqualTo(1);

        control.run(() -> bridge.set(bridge.port("port").orElseThrow(), port.config()));
        onShard(() -> other.receive(burst, load(burst, STATION + 2, Ethernet.BROADCAST)));
        assertThat(port.sent()).isEqualTo(1);
    }

    /** Shards learn and forward all the while. */
    @Test
    void theTableChangesItsSizeUnderLoad() {
        FakePort first = fake("first");
        FakePort second = fake("second");
        add(first);
        add(second);
        add(fake("guest"));
        try (Hammer _ = new Hammer(first, second, List.of())) {
            for (int round = 0; round < 100; round++) {
                BridgeConfig next = new BridgeConfig(
                        "br0", Duration.ofMinutes(1), round % 2 == 0 ? 64 : 4096, 0, List.of(), List.of());
                control.run(() -> bridge.set(next));
                assertThat(bridge.fdb().lookup(Fdb.station(VLAN, FIXED))).isNotEqualTo(Fdb.MISS);
                assertThat(bridge.config().maxMacs()).isEqualTo(next.maxMacs());
            }
            while (bridge.fdb().size() < 3) {
                Thread.onSpinWait();
            }
        }
        assertThat(bridge.fdb().lookup(Fdb.station(VLAN, STATION + 1))).isEqualTo(Location.of(0, 0));
        assertThat(bridge.fdb().lookup(Fdb.station(VLAN, STATION + 2))).isEqualTo(Location.of(1, 0));
    }

    @Test
    void isolatedPortsKnowEachOtherAsTheyCome() {
        PortFeatures isolated = new PortFeatures(PortFeatures.NONE.stormControl(), true, true, LldpConfig.OFF);
        FakePort first = new FakePort("first", SHARDS, isolated);
        FakePort second = new FakePort("second", SHARDS, isolated);
        FakePort open = fake("open");
        add(first);
        add(open);
        RunningPort later = add(second);
        Burst burst = Burst.allocate(64 * 128);
        onShard(() -> first.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(second.sent()).isZero();
        assertThat(open.sent()).isEqualTo(1);
        assertThat(bridge.features()).containsExactly("isolated");
        remove(later);
        onShard(() -> first.receive(burst, load(burst, STATION + 1, Ethernet.BROADCAST)));
        assertThat(open.sent()).isEqualTo(2);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
