package org.taplane.io.netlink;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/**
 * Follows the links of its own and of other namespaces: first every link as it is, then each change.
 *
 * <p>It has sockets in its own namespace only: the kernel passes on what happens in others that have a number there
 * (NETLINK_LISTEN_ALL_NSID). So it keeps none of them alive, and is told of their end.
 *
 * <p>When events come faster than they are drained, the kernel drops some and says so (ENOBUFS). Then all links are
 * listed again on the same socket; each is reported as changed, and those that are gone as removed, so whoever keeps the
 * last event of each link has the true state. Not for use by two threads at once.
 */
public final class LinkMonitor implements AutoCloseable {
    /** The namespace that the monitor is in; others have numbers from 0. */
    public static final int HERE = -1;

    /** Datagrams handled by one drain, so that a storm of changes cannot hold up the event loop. */
    private static final int DRAIN_BUDGET = 64;

    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    /** Who is told. What is called must not throw: what the same datagram reports further would be lost. */
    public interface Listener {
        void heard(int namespace, LinkEvent event);

        /** Every link that the namespace has was reported. */
        void listed(int namespace);

        /** The namespace has ended with all its links, and is not followed any more: another may get its number. */
        void ended(int namespace);
    }

    private final Netns here;
    private final NetlinkSocket socket;
    private final Rtnetlink requests;
    private final boolean hearsPeers;
    private final Map<Integer, KnownLinks> followed = new HashMap<>();
    private final Set<Integer> due = new LinkedHashSet<>();
    private OptionalInt numberOfHere = OptionalInt.empty();
    private int listing;
    private int listingSequence;
    private boolean listingRuns;

    private LinkMonitor(Netns here, NetlinkSocket socket, Rtnetlink requests) {
        this.here = here;
        this.socket = socket;
        this.requests = requests;
        this.hearsPeers = socket.listenToPeers();
    }

    /** A monitor in a namespace, which follows none yet. */
    public static LinkMonitor open(Netns here) {
        Rtnetlink requests = Rtnetlink.open(here);
        try {
            NetlinkSocket socket = NetlinkSocket.open(here, Sockets.SOCK_NONBLOCK, Nl.RTMGRP_LINK | Nl.RTMGRP_NSID);
            return prepared(new LinkMonitor(here, socket, requests));
        } catch (SysException e) {
            requests.close();
            throw e;
        }
    }

    private static LinkMonitor prepared(LinkMonitor monitor) {
        try {
            monitor.socket.setReceiveBuffer(RECEIVE_BUFFER_BYTES);
            monitor.numberOfHere = monitor.askNumberOfHere();
            return monitor;
        } catch (SysException e) {
            monitor.socket.close();
            throw e;
        }
    }

    /** Whether changes in other namespaces are heard of: without CAP_NET_BROADCAST only {@link #listPeers} tells. */
    public boolean hearsPeers() {
        return hearsPeers;
    }

    /** Readable (level-triggered) when there is something to drain; non-blocking. */
    public int fd() {
        return socket.fd();
    }

    /**
     * The number of a namespace, {@link #HERE} or that which it gets here and keeps until it ends.
     *
     * @throws SysException if the namespace does not exist
     */
    public int number(Netns netns) {
        try (Netns.Opened held = Netns.opened(netns.open())) {
            return held.inode().equals(here.inode()) ? HERE : requests.assignPeerId(held.fd());
        }
    }

    /** The link of this name at this moment. */
    public Optional<Link> find(int namespace, String name) {
        return namespace == HERE ? requests.link(name) : requests.link(namespace, name);
    }

    /** Asks for all links of the namespace, which the next {@link #drain} reports; from now on each change is reported. */
    public void follow(int namespace) {
        boolean idle = due.isEmpty() && !listingRuns;
        followed.put(namespace, new KnownLinks());
        due.add(namespace);
        if (idle) {
            listNext();
        }
    }

    public void unfollow(int namespace) {
        followed.remove(namespace);
        due.remove(namespace);
    }

    /** Asks for all links of the other namespaces. */
    public void listPeers() {
        followed.keySet().stream().filter(namespace -> namespace != HERE).forEach(due::add);
        listNext();
    }

    /**
     * Reports what has happened; returns when there is nothing more, or early when there is very much.
     *
     * @throws SysException if the kernel's answer is malformed
     */
    public void drain(Listener listener) {
        int budget = DRAIN_BUDGET;
        while (drainOne(listener)) {
            budget--;
            // A listing that is due must be asked for now: without it nothing may make the socket readable again.
            if (budget <= 0 && due.isEmpty()) {
                return;
            }
        }
    }

    private boolean drainOne(Listener listener) {
        try {
            Optional<Datagram> datagram = socket.receive();
            datagram.ifPresent(found ->
                    found.messages().forEach(message -> handle(namespaceOf(found.peer(), message), message, listener)));
            return datagram.isPresent() || listNext();
        } catch (SysException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            due.addAll(followed.keySet());
            return true;
        }
    }

    /** The answer to a listing comes from here, whatever namespace it is about. */
    private int namespaceOf(OptionalInt peer, Message message) {
        if (isOfListing(message)) {
            return listing;
        }
        return peer.isEmpty() || peer.equals(numberOfHere) ? HERE : peer.getAsInt();
    }

    private boolean isOfListing(Message message) {
        return message.sequence() == listingSequence && (message.flags() & Nl.NLM_F_MULTI) != 0;
    }

    /**
     * Asks for a due listing. Only with an empty queue: until then the kernel goes on dropping events, silently, and it
     * refuses a second listing while one is running.
     */
    private boolean listNext() {
        if (due.isEmpty() || listingRuns) {
            return false;
        }
        listing = due.iterator().next();
        due.remove(listing);
        known(listing).ifPresent(KnownLinks::beginListing);
        Request all = LinkMessages.dump();
        listingSequence = socket.send(listing == HERE ? all : LinkMessages.in(listing, all));
        listingRuns = true;
        return true;
    }

    private Optional<KnownLinks> known(int namespace) {
        return Optional.ofNullable(followed.get(namespace));
    }

    private void handle(int namespace, Message message, Listener listener) {
        if (Answer.ends(message)) {
            endListing(message, listener);
        } else if (LinkMessages.isLink(message)) {
            noteInterruption(message);
            known(namespace)
                    .ifPresent(links ->
                            listener.heard(namespace, links.note(message.type(), LinkMessages.parse(message))));
        } else if (message.type() == Nl.RTM_DELNSID && namespace == HERE) {
            PeerMessages.id(message).ifPresent(ended -> end(ended, listener));
        } else if (message.type() == Nl.RTM_NEWNSID && namespace == HERE) {
            numberOfHere = askNumberOfHere();
        }
    }

    /** Somebody may have given this namespace a number in itself; its own events come with that, too. */
    private OptionalInt askNumberOfHere() {
        try (Fd fd = here.open()) {
            return requests.peerId(fd);
        }
    }

    /** Links were added or removed while the listing ran, so it may lack some. */
    private void noteInterruption(Message message) {
        if (isOfListing(message) && (message.flags() & Nl.NLM_F_DUMP_INTR) != 0) {
            due.add(listing);
        }
    }

    private void endListing(Message end, Listener listener) {
        listingRuns = false;
        if (Answer.isOf(end, Errno.EINVAL) && listing != HERE) {
            end(listing, listener); // its end was lost in a storm of events
            return;
        }
        Answer.check(end, "RTM_GETLINK");
        if (!due.contains(listing) && followed.containsKey(listing)) {
            known(listing).stream()
                    .flatMap(links -> links.removeUnlisted().stream())
                    .forEach(event -> listener.heard(listing, event));
            listener.listed(listing);
        }
    }

    private void end(int namespace, Listener listener) {
        if (followed.containsKey(namespace)) {
            unfollow(namespace);
            listener.ended(namespace);
        }
    }

    @Override
    public void close() {
        requests.close();
        socket.close();
    }
}
