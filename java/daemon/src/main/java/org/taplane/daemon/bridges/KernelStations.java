package org.taplane.daemon.bridges;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.daemon.ports.KernelPort;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortSet;
import org.taplane.io.fastpath.FastPort;

/**
 * What the kernel is told of one bridge: the ports that take part, and the stations behind them. The bridge's own table is
 * what counts: a station that is there, behind such a port, may be told to the kernel; one that has left is taken back at
 * once. On the control thread, except where it says otherwise.
 */
final class KernelStations {
    /** A station that is silent for longer makes room, in milliseconds. */
    private static final int SILENT = 10_000;

    private final int number;
    private final BridgeDomain domain;
    private final KernelRoom room;
    private final StationJournal journal;
    private final Map<Long, Place> told = new HashMap<>();

    /** Ports that the kernel knows, active or not, by slot; and slots by the number of the port's end. */
    private Map<Integer, Known> ports = Map.of();

    private Map<Integer, Integer> slots = Map.of();

    /** When each station that waits for room was last heard. */
    private Map<Long, Integer> waiting = Map.of();

    private boolean suspended;
    private long received;
    private volatile int size;

    /** @param mac of the station's end of the pair */
    private record Known(
            KernelPort port, FastPort settings, VlanMembership vlans, OptionalLong mac, List<? extends Port> ends) {}

    /** Where the kernel has a station; directly, if it is the station's end of the pair itself. */
    private record Place(KernelPort port, boolean direct) {}

    /**
     * Of a bridge of which the kernel knows nothing yet.
     *
     * @param number that no other bridge has, or had
     * @param suspended whether the kernel is to leave everything to the switch for a while
     * @param wake has {@link #settle} called soon; for any thread
     */
    KernelStations(int number, BridgeDomain domain, KernelRoom room, boolean suspended, Runnable wake) {
        this.number = number;
        this.suspended = suspended;
        this.domain = domain;
        this.room = room;
        this.journal = new StationJournal(wake);
        followTable();
    }

    int number() {
        return number;
    }

    /** How many stations the kernel knows; for any thread. */
    int size() {
        return size;
    }

    /** The bridge has another table. */
    void followTable() {
        domain.fdb().news().tellDepartures(journal);
        reviewAll();
    }

    /** Whether the kernel is to leave everything to the switch for a while. */
    void suspend(boolean now, List<RunningPort> all) {
        suspended = now;
        follow(all);
    }

    /** Tells the kernel of ports as the bridge's plan has them. On return it goes by that. */
    void follow(List<RunningPort> all) {
        Map<Integer, Known> before = ports;
        Map<Integer, Known> next = new HashMap<>();
        Map<Integer, Integer> ends = new HashMap<>();
        BridgePlan plan = domain.plan();
        for (RunningPort port : all) {
            port.driver().kernelPort().ifPresent(kernel -> {
                next.put(port.slot(), tell(port, kernel, plan.port(port.slot())));
                ends.put(kernel.end(), port.slot());
            });
        }
        ports = next;
        slots = ends;
        if (!next.entrySet().containsAll(before.entrySet())) {
            reviewAll();
        }
    }

    private Known tell(RunningPort port, KernelPort kernel, PortPlan plan) {
        FastPort settings = settings(port, plan);
        Known before = ports.get(port.slot());
        if (before == null
                || !before.port().equals(kernel)
                || !before.settings().equals(settings)) {
            kernel.set(settings);
        }
        return new Known(
                kernel,
                settings,
                plan.vlans(),
                port.driver().link().mac(),
                port.driver().ports());
    }

    private FastPort settings(RunningPort port, PortPlan plan) {
        boolean judged = port.taps().seeTraffic()
                || port.features().features(PortSet.EMPTY).stream().anyMatch(Feature::judgesKnown);
        return new FastPort(
                plan.state() == PortState.FORWARDING && plan.learning() && !judged && !suspended,
                number,
                plan.vlans().pvid(),
                plan.vlans().sendsTags(),
                port.features().isIsolated(),
                plan.mtu());
    }

    /** Takes back what has left. On return the kernel knows no station elsewhere than the bridge does. */
    void settle() {
        if (!journal.drain(this::review)) {
            reviewAll();
        }
    }

    private void reviewAll() {
        List.copyOf(told.keySet()).forEach(this::review);
    }

    /** A station that moved from one such port to another is known to speak, and stays told. */
    private void review(long station) {
        Place was = told.get(station);
        if (was == null) {
            return;
        }
        Optional<Place> now = place(station);
        if (now.isEmpty() || !now.get().equals(was)) {
            takeBack(station, was);
            now.ifPresent(place -> put(station, place));
        }
    }

    private Optional<Place> place(long station) {
        return place(station, domain.fdb().lookup(station));
    }

    /** Where the kernel may have a station that the bridge has at a location; empty if nowhere. */
    private Optional<Place> place(long station, int location) {
        if (location == Fdb.MISS || Location.remote(location) != 0) {
            return Optional.empty();
        }
        Known known = ports.get(Location.port(location));
        return known == null || !known.settings().active() || !known.vlans().carries(Fdb.vid(station))
                ? Optional.empty()
                : Optional.of(new Place(known.port(), known.mac().equals(OptionalLong.of(Fdb.mac(station)))));
    }

    private void takeBack(long station, Place was) {
        was.port().remove(number, Fdb.vid(station), Fdb.mac(station));
        told.remove(station);
        room.released();
        size = told.size();
    }

    /** What leaves between the question and the answer has been noted by then, or is found out by asking again. */
    private void put(long station, Place place) {
        journal.watch(station);
        if (!place.port().put(number, Fdb.vid(station), Fdb.mac(station), place.direct())) {
            return;
        }
        told.put(station, place);
        room.taken();
        size = told.size();
        if (!place(station).equals(Optional.of(place))) {
            takeBack(station, place);
        }
    }

    /** Tells the kernel of stations that it does not know, if there may be any. */
    void publish() {
        long now = received();
        if (now == received) {
            return;
        }
        received = now;
        Map<Long, Integer> before = waiting;
        waiting = new HashMap<>();
        domain.fdb().forEach((vid, mac, location, isStatic, tick) -> {
            long station = Fdb.station(vid, mac);
            place(station, location)
                    .filter(place -> !told.containsKey(station) && isWelcome(station, tick, before))
                    .ifPresent(place -> put(station, place));
        });
    }

    /** Frames that the switch itself received by ports that take part; 0 where there are no two of them. */
    private long received() {
        if (ports.size() < 2) {
            return 0;
        }
        return ports.values().stream()
                .flatMap(known -> known.ends().stream())
                .mapToLong(end -> end.counters().rxFrames())
                .sum();
    }

    private boolean isWelcome(long station, int tick, Map<Long, Integer> before) {
        if (room.isEasy()) {
            return true;
        }
        waiting.put(station, tick);
        Integer last = before.get(station);
        return last != null && last != tick;
    }

    /** The kernel had a frame of this station so long ago. */
    void heard(long station, int end, int idleMillis) {
        Place place = told.get(station);
        Integer slot = slots.get(end);
        if (place == null || slot == null) {
            return;
        }
        domain.fdb().keep(station, Location.of(slot, 0), Tick.now() - idleMillis);
        if (idleMillis > SILENT && !room.isEasy()) {
            takeBack(station, place);
        }
    }

    /** The bridge has no ports any more. */
    void end() {
        ports = Map.of();
        reviewAll();
    }
}
