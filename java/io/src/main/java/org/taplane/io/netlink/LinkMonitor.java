package org.taplane.io.netlink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/**
 * Follows the links of one namespace: first every link as it is, then each change.
 *
 * <p>When events come faster than they are drained, the kernel drops some and says so (ENOBUFS). Then all links are
 * listed again on the same socket; each is reported as changed, and those that are gone as removed, so whoever keeps the
 * last event of each link has the true state. Not for use by two threads at once.
 */
public final class LinkMonitor implements AutoCloseable {
    /** Datagrams handled by one drain, so that a storm of changes cannot hold up the event loop. */
    private static final int DRAIN_BUDGET = 64;

    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final NetlinkSocket socket;
    private final Map<Integer, String> known = new HashMap<>();
    private final Set<Integer> listed = new HashSet<>();
    private int listingSequence;
    private boolean listing;
    private boolean relist;

    private LinkMonitor(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Subscribes and asks for all links: the first {@link #drain} reports them. */
    public static LinkMonitor open(Netns netns) {
        NetlinkSocket socket = NetlinkSocket.open(netns, Sockets.SOCK_NONBLOCK, Nl.RTMGRP_LINK);
        LinkMonitor monitor = new LinkMonitor(socket);
        try {
            socket.setReceiveBuffer(RECEIVE_BUFFER_BYTES);
            monitor.list();
            return monitor;
        } catch (SysException e) {
            socket.close();
            throw e;
        }
    }

    /** Readable (level-triggered) when there is something to drain; non-blocking. */
    public int fd() {
        return socket.fd();
    }

    /**
     * Reports what has happened; returns when there is nothing more, or early when there is very much.
     *
     * @param events must not throw: what the same datagram reports further would be lost
     * @throws SysException if the kernel's answer is malformed
     */
    public void drain(Consumer<LinkEvent> events) {
        int budget = DRAIN_BUDGET;
        while (drainOne(events)) {
            budget--;
            // A listing that is due must be asked for now: without it nothing may make the socket readable again.
            if (budget <= 0 && !relist) {
                return;
            }
        }
    }

    private boolean drainOne(Consumer<LinkEvent> events) {
        try {
            Optional<List<Message>> messages = socket.receive();
            messages.ifPresent(all -> all.forEach(message -> handle(message, events)));
            return messages.isPresent() || listAgain();
        } catch (SysException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            relist = true;
            return true;
        }
    }

    /**
     * Asks for a due listing. Only with an empty queue: until then the kernel goes on dropping events, silently, and it
     * refuses a second listing while one is running.
     */
    private boolean listAgain() {
        if (!relist || listing) {
            return false;
        }
        list();
        return true;
    }

    private void handle(Message message, Consumer<LinkEvent> events) {
        if (Answer.ends(message)) {
            endListing(message, events);
        } else if (LinkMessages.isLink(message)) {
            noteInterruption(message);
            report(message.type(), LinkMessages.parse(message), events);
        }
    }

    private void report(int type, Link link, Consumer<LinkEvent> events) {
        if (type == Nl.RTM_DELLINK) {
            known.remove(link.index());
            events.accept(new LinkEvent.Removed(link.index(), link.name()));
        } else {
            known.put(link.index(), link.name());
            listed.add(link.index());
            events.accept(new LinkEvent.Changed(link));
        }
    }

    /** Links were added or removed while the listing ran, so it may lack some. */
    private void noteInterruption(Message message) {
        if (message.sequence() == listingSequence && (message.flags() & Nl.NLM_F_DUMP_INTR) != 0) {
            relist = true;
        }
    }

    private void list() {
        listed.clear();
        listingSequence = socket.send(LinkMessages.dump());
        listing = true;
        relist = false;
    }

    private void endListing(Message end, Consumer<LinkEvent> events) {
        Answer.check(end, "RTM_GETLINK");
        listing = false;
        if (!relist) {
            removeUnlisted(events);
        }
    }

    private void removeUnlisted(Consumer<LinkEvent> events) {
        known.entrySet().removeIf(link -> {
            if (listed.contains(link.getKey())) {
                return false;
            }
            events.accept(new LinkEvent.Removed(link.getKey(), link.getValue()));
            return true;
        });
    }

    @Override
    public void close() {
        socket.close();
    }
}
