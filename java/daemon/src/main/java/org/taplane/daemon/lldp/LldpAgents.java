package org.taplane.daemon.lldp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.taplane.control.api.LldpState;
import org.taplane.control.event.EventLog;
import org.taplane.control.protocol.lldp.Capability;
import org.taplane.control.protocol.lldp.Identifier;
import org.taplane.control.protocol.lldp.LldpAgent;
import org.taplane.control.protocol.lldp.Lldpdu;
import org.taplane.dataplane.host.HostPath;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punted;

/** The agents of all ports that do LLDP. On the control thread, but for {@link #states}. */
public final class LldpAgents {
    private static final Set<Capability> BRIDGE = Set.of(Capability.BRIDGE);

    private final HostPath host;
    private final SystemIdentity system;
    private final LongSupplier nanos;
    private final EventLog events;
    private final Map<Integer, Entry> bySlot = new TreeMap<>();
    private volatile List<Entry> shown = List.of();

    private record Entry(String bridge, LldpPort port, LldpAgent agent, NeighbourNews news) {
        void tell() {
            news.tell(agent.status().neighbours());
        }
    }

    /**
     * No agents yet.
     *
     * @param nanos a clock that never goes back
     * @param events where they tell of neighbours that come and go
     */
    public LldpAgents(HostPath host, SystemIdentity system, LongSupplier nanos, EventLog events) {
        this.events = events;
        this.host = host;
        this.system = system;
        this.nanos = nanos;
        host.onFrame(PuntReason.LLDP, this::receive);
    }

    /**
     * The bridge has these ports from now on. To be told before its plan is published: a port that goes takes leave of its
     * neighbours.
     */
    public void follow(String bridge, List<LldpPort> ports) {
        Map<Integer, LldpPort> next = ports.stream()
                .filter(port -> !port.config().isOff())
                .collect(Collectors.toMap(LldpPort::slot, Function.identity()));
        List<Entry> gone = bySlot.values().stream()
                .filter(entry -> entry.bridge().equals(bridge)
                        && !next.containsKey(entry.port().slot()))
                .toList();
        gone.forEach(entry -> {
            entry.agent().close();
            entry.tell();
            bySlot.remove(entry.port().slot());
        });
        next.values().forEach(port -> join(bridge, port));
        shown = List.copyOf(bySlot.values());
    }

    private void join(String bridge, LldpPort port) {
        Optional<Entry> known = Optional.ofNullable(bySlot.get(port.slot()));
        LldpAgent agent = known.map(Entry::agent)
                .orElseGet(() -> new LldpAgent(frame -> host.send(port.slot(), 0, frame), nanos));
        NeighbourNews news = known.map(Entry::news).orElseGet(() -> new NeighbourNews(bridge, port.name(), events));
        Entry entry = new Entry(bridge, port, agent, news);
        agent.set(port.config(), self(bridge, port));
        bySlot.put(port.slot(), entry);
        entry.tell();
    }

    private LldpAgent.Self self(String bridge, LldpPort port) {
        long mac = system.mac(bridge);
        return new LldpAgent.Self(
                mac,
                new Lldpdu(
                        Identifier.ofMac(mac),
                        Identifier.ofInterface(port.name()),
                        0,
                        Optional.empty(),
                        Optional.of(system.name()),
                        Optional.of(system.description()),
                        BRIDGE,
                        BRIDGE,
                        OptionalInt.of(port.pvid().orElse(0))));
    }

    /** To be called once a second. */
    public void tick() {
        bySlot.values().forEach(entry -> {
            entry.agent().tick(entry.port().isUp().getAsBoolean());
            entry.tell();
        });
    }

    private void receive(Punted frame) {
        Optional.ofNullable(bySlot.get(frame.port())).ifPresent(entry -> {
            entry.agent().receive(frame.frame());
            entry.tell();
        });
    }

    /** Every port that does LLDP, with its neighbours. */
    public List<LldpState> states() {
        long now = nanos.getAsLong();
        return shown.stream()
                .map(entry -> LldpView.of(
                        entry.bridge(), entry.port().name(), entry.agent().status(), now))
                .toList();
    }
}
