package org.taplane.daemon.ports;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link of a port as last heard of. The control thread writes, anybody reads. */
final class TrackedLink {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedLink.class);

    private final String port;
    private volatile LinkState state;
    private Optional<String> logged = Optional.empty();
    private boolean quiet;

    TrackedLink(String port, LinkState state) {
        this.port = port;
        this.state = state;
        state.why().ifPresent(this::log);
    }

    LinkState state() {
        return state;
    }

    void update(LinkState now, PortAttachment to) {
        if (now.up() != state.up()) {
            LOG.info("port {}: link {}", port, now.up() ? "up" : "down");
        }
        logged = Optional.empty();
        set(now, to);
    }

    /** The device was deleted, or is on its way to another namespace. */
    void lose(PortAttachment to) {
        update(state.down(), to);
    }

    /** The device is missing, of which the log tells already, and will not tell again with the first attempt to have it. */
    void missQuietly(String why, PortAttachment to) {
        quiet = true;
        set(state.missing(why), to);
    }

    /** The device is missing, or still is: the log has a line for each reason, and not for each attempt. */
    void miss(String why, PortAttachment to) {
        if (quiet) {
            quiet = false;
            logged = Optional.of(why);
        }
        if (!logged.equals(Optional.of(why))) {
            log(why);
        }
        set(state.missing(why), to);
    }

    private void log(String why) {
        logged = Optional.of(why);
        LOG.warn("port {}: {}; waiting for it", port, why);
    }

    private void set(LinkState now, PortAttachment to) {
        state = now;
        to.tell(now);
    }
}
