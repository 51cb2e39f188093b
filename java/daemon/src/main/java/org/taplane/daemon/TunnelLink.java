package org.taplane.daemon;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        return new LinkState(state.obstacle().isEmpty(), state.mtu(), OptionalLong.empty());
    }

    /** Why the tunnel is down; empty if it is up. */
    Optional<String> why() {
        return state.obstacle();
    }

    /** Says in the log why the tunnel starts down, if it does. */
    void announce() {
        if (state.obstacle().isPresent()) {
            log(state);
        }
    }

    /** Looks anew, and tells the bridge what has changed. */
    void update(Supplier<Optional<String>> look, int mtu, PortAttachment to) {
        State now = new State(look.get(), mtu);
        State before = state;
        if (now.equals(before)) {
            return;
        }
        state = now;
        if (!now.obstacle().equals(before.obstacle())) {
            log(now);
        }
        to.onLink().accept(state());
    }

    private void log(State now) {
        now.obstacle()
                .ifPresentOrElse(
                        why -> LOG.warn("port {}: link down: {}", port, why), () -> LOG.info("port {}: link up", port));
    }
}
