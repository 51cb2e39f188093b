package org.taplane.daemon.lldp;

import java.util.List;
import java.util.Set;
import org.taplane.control.api.LldpState;
import org.taplane.control.protocol.lldp.Capability;
import org.taplane.control.protocol.lldp.LldpStatus;
import org.taplane.control.protocol.lldp.Lldpdu;
import org.taplane.control.protocol.lldp.Neighbour;

/** An agent as users see it. */
final class LldpView {
    private LldpView() {}

    static LldpState of(String bridge, String port, LldpStatus status, long now) {
        LldpStatus.Counts counts = status.counts();
        return new LldpState(
                bridge,
                port,
                status.config().transmit(),
                status.config().receive(),
                status.config().ttl().toSeconds(),
                new LldpState.Frames(
                        counts.sent(), counts.received(), counts.discarded(), counts.agedOut(), counts.refused()),
                status.neighbours().stream()
                        .map(neighbour -> neighbour(neighbour, now))
                        .toList());
    }

    private static LldpState.Neighbour neighbour(Neighbour neighbour, long now) {
        Lldpdu said = neighbour.said();
        return new LldpState.Neighbour(
                said.chassis().text(),
                said.port().text(),
                said.portDescription(),
                said.systemName(),
                said.systemDescription(),
                labels(said.capabilities()),
                labels(said.enabled()),
                said.portVlan(),
                said.ttl(),
                neighbour.age(now),
                neighbour.expires(now));
    }

    private static List<String> labels(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::label).toList();
    }
}
