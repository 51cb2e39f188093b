package org.taplane.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link of a port as last heard of. The control thread writes, anybody reads. */
final class TrackedLink {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedLink.class);

    private final String port;
    private volatile LinkState state;

    TrackedLink(String port, LinkState state) {
        this.port = port;
        this.state = state;
    }

    LinkState state() {
        return state;
    }

    void update(LinkState now, PortAttachment to) {
        if (now.up() != state.up()) {
            LOG.info("port {}: link {}", port, now.up() ? "up" : "down");
        }
        state = now;
        to.onLink().accept(now);
    }

    /** The device is not there any more. */
    void lose(PortAttachment to) {
        update(new LinkState(false, state.mtu(), state.mac()), to);
    }
}
