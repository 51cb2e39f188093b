package org.taplane.daemon.bridges;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taplane.control.api.PortTotals;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.handover.StationWriter;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

/** What a switch has learned and counted, for the process that is to be this switch next, and from the one that was. */
public final class Memory {
    /** All stations, however long they have been silent. */
    public static final int ALL = Integer.MAX_VALUE;

    private final Switch running;

    public Memory(Switch running) {
        this.running = running;
    }

    /**
     * What is to be left.
     *
     * @param config in force, as a file
     * @param revision of it
     * @param maxAge milliseconds: no stations that were heard longer ago, unless it is {@link #ALL}
     */
    public Legacy legacy(String config, long revision, int maxAge) {
        StationWriter stations = new StationWriter();
        Map<Integer, String> remotes = new HashMap<>();
        for (RunningBridge bridge : running.bridges()) {
            write(bridge, maxAge, stations, remotes);
        }
        Map<Integer, Legacy.Port> ports = running.bridges().stream()
                .flatMap(bridge -> bridge.ports().stream())
                .collect(Collectors.toMap(RunningPort::slot, port -> new Legacy.Port(port.name(), port.totals())));
        return new Legacy(config, revision, ports, remotes, stations.stations());
    }

    private static void write(RunningBridge bridge, int maxAge, StationWriter stations, Map<Integer, String> remotes) {
        int now = Tick.now();
        bridge.fdb().forEach((vid, mac, location, isStatic, tick) -> {
            int age = (now - tick) << 1 >> 1; // ticks wrap around at 31 bits
            if (!isStatic && age <= maxAge) {
                stations.add(vid, mac, location, age);
                if (Location.remote(location) != 0) {
                    remotes.computeIfAbsent(location, each -> remote(bridge, each));
                }
            }
        });
    }

    private static String remote(RunningBridge bridge, int location) {
        return bridge.port(Location.port(location))
                .flatMap(port -> port.driver().remoteName(Location.remote(location)))
                .orElse("");
    }

    /** Learns the stations of a legacy, in place of what is known of them; before the first frame. */
    public void recallStations(Legacy legacy) {
        Map<String, Known> ports = new HashMap<>();
        for (RunningBridge bridge : running.bridges()) {
            bridge.ports().forEach(port -> ports.put(port.name(), new Known(port, bridge.fdb())));
        }
        Map<Integer, Optional<Place>> places = new HashMap<>();
        int now = Tick.now();
        legacy.forEachStation((vid, mac, location, age) -> places.computeIfAbsent(
                        location, each -> place(each, legacy, ports))
                .ifPresent(place -> place.fdb().learn(Fdb.station(vid, mac), place.location(), now - age)));
    }

    private record Known(RunningPort port, Fdb fdb) {}

    private record Place(Fdb fdb, int location) {}

    /** Where a location of the process before is now. */
    private static Optional<Place> place(int location, Legacy legacy, Map<String, Known> ports) {
        return Optional.ofNullable(legacy.ports().get(Location.port(location)))
                .flatMap(port -> Optional.ofNullable(ports.get(port.name())))
                .flatMap(known -> remote(known.port(), legacy.remotes().getOrDefault(location, ""))
                        .map(remote ->
                                new Place(known.fdb(), Location.of(known.port().slot(), remote))));
    }

    /** Empty if the port can have no such remote. */
    private static Optional<Integer> remote(RunningPort port, String address) {
        try {
            return Optional.of(address.isEmpty() ? 0 : port.driver().remoteIndex(InetAddress.ofLiteral(address)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Goes on counting from where the process before ended; before the first frame. */
    public void recallCounters(Legacy legacy) {
        Map<String, RunningPort> ports = running.bridges().stream()
                .flatMap(bridge -> bridge.ports().stream())
                .collect(Collectors.toMap(RunningPort::name, Function.identity(), (one, other) -> one));
        legacy.ports()
                .values()
                .forEach(known -> Optional.ofNullable(ports.get(known.name()))
                        .ifPresent(port -> add(
                                known.totals(), port.driver().ports().getFirst().counters())));
    }

    private static void add(PortTotals totals, PortCounters counters) {
        counters.received(totals.rx().frames(), totals.rx().bytes());
        counters.sent(totals.tx().frames(), totals.tx().bytes());
        counters.dropped(totals.rx().drops(), totals.tx().drops());
        for (DropReason reason : DropReason.values()) {
            counters.count(reason, totals.drops().getOrDefault(reason.label(), 0L));
        }
    }

    /** Forgets stations behind ports whose link went down while the switch changed hands. */
    public void forgetDownPorts() {
        running.onControl(() -> running.bridges().forEach(RunningBridge::forgetDownPorts));
    }
}
