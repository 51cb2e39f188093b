package org.taplane.daemon.tunnels;

import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;

/**
 * Whether a tunnel can be used. It has no carrier of its own: it is up unless there is an obstacle, such as an address that
 * is missing. The control thread checks, anybody reads.
 */
final class TunnelLink {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelLink.class);

    private record State(Optional<String> obstacle, int mtu) {}

    private final String port;
    private volatile State state;

    TunnelLink(String port, Optional<String> obstacle, int mtu) {
        this.port = port;
        state = new State(obstacle, mtu);
    }

    LinkState state() {
        State now = state;
        return new LinkState(now.obstacle().isEmpty(), now.mtu(), OptionalLong.empty(), false, now.obstacle());
    }

    /** Says in the log why the tunnel starts down, if it does. */
    void announce() {
        if (state.obstacle().isPresent()) {
            log(state);
        }
    }

    /** Notes what was found, and tells the bridge what has changed. */
    void update(Optional<String> obstacle, int mtu, PortAttachment to) {
        State now = new State(obstacle, mtu);
        State before = state;
        if (now.equals(before)) {
            return;
        }
        state = now;
        if (!now.obstacle().equals(before.obstacle())) {
            log(now);
        }
        to.tell(state());
    }

    private void log(State now) {
        now.obstacle()
                .ifPresentOrElse(
                        why -> LOG.warn("port {}: link down: {}", port, why), () -> LOG.info("port {}: link up", port));
    }
}
