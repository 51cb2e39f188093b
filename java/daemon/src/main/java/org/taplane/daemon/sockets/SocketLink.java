package org.taplane.daemon.sockets;

import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.PeerState;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;

/** Whether a port over a socket has a peer. The control thread writes, anybody reads. */
final class SocketLink {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLink.class);

    private final String port;
    private final LogAllowance log = new LogAllowance();
    private volatile LinkState state;
    private volatile PeerState peer = PeerState.NOBODY;

    SocketLink(String port, int mtu, boolean up, Optional<String> why) {
        this.port = port;
        state = new LinkState(up, mtu, OptionalLong.empty(), false, why);
    }

    LinkState state() {
        return state;
    }

    PeerState peer() {
        return peer;
    }

    void up(String name, PortAttachment to) {
        joined(name);
        passes("peer " + name, to);
    }

    /** A peer is there, by which no frames pass yet. */
    void joined(String name) {
        peer = peer.joined(name);
    }

    /** Frames pass to the peer that is there. */
    void passes(String how, PortAttachment to) {
        if (log.allows()) {
            LOG.info("port {}: link up, {}", port, how);
        }
        set(true, state.mtu(), Optional.empty(), to);
    }

    void down(String why, PortAttachment to) {
        peer = peer.left();
        rests(why, to);
    }

    /** No frames pass, whether or not there is a peer. */
    void rests(String why, PortAttachment to) {
        boolean isNews = !state.why().equals(Optional.of(why));
        if (isNews && log.allows()) {
            LOG.info("port {}: link down: {}", port, why);
        }
        if (isNews || state.up()) {
            set(false, state.mtu(), Optional.of(why), to);
        }
    }

    /** Another peer wanted to be the port's; it has been sent away. */
    void refused(String name) {
        peer = peer.refusedOne();
        if (log.allows()) {
            LOG.warn("port {}: refused {}: a port has one peer at a time", port, name);
        }
    }

    void setMtu(int mtu, PortAttachment to) {
        set(state.up(), mtu, state.why(), to);
    }

    private void set(boolean up, int mtu, Optional<String> why, PortAttachment to) {
        state = new LinkState(up, mtu, OptionalLong.empty(), false, why);
        to.tell(state);
    }
}
