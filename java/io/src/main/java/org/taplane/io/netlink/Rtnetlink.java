package org.taplane.io.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * Reads and changes the interfaces of one network namespace through rtnetlink(7).
 *
 * <p>Each method is one request and returns when the kernel has carried it out. What the kernel refuses is a
 * {@link SysException} with the kernel's own explanation where it gives one. Not for use by two threads at once.
 */
public final class Rtnetlink implements AutoCloseable {
    /** The kernel answers within the call; this only ends a wait that would be for ever. */
    private static final int TIMEOUT_SECONDS = 10;

    private static final int DUMP_ATTEMPTS = 10;

    /** Groups that people give out are small numbers. */
    private static final int FIRST_GROUP = 1 << 30;

    private final NetlinkSocket socket;

    private Rtnetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Works on this namespace until closed. */
    public static Rtnetlink open(Netns netns) {
        NetlinkSocket socket = NetlinkSocket.open(netns, 0, 0);
        socket.setTimeout(TIMEOUT_SECONDS);
        return new Rtnetlink(socket);
    }

    /**
     * Waits until a veth is gone that is about to go, because the namespace of its other end is ending. Returns at once if
     * there is none of this name, and at last after {@code patience}, in whole seconds.
     */
    public static void awaitEndOfVeth(Netns netns, String name, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (NetlinkSocket events = NetlinkSocket.open(netns, 0, Nl.RTMGRP_LINK);
                Rtnetlink links = Rtnetlink.open(netns)) {
            events.setTimeout((int) patience.toSeconds());
            while (links.link(name).flatMap(Link::kind).equals(Optional.of("veth")) && System.nanoTime() < deadline) {
                events.receive();
            }
        }
    }

    /** All links, in a state of one moment. */
    public List<Link> links() {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            Optional<List<Message>> answer = consistentDump();
            if (answer.isPresent()) {
                return parse(answer.get());
            }
        }
        throw SysException.because("links change faster than they can be listed", "RTM_GETLINK", Errno.EINTR);
    }

    /** All addresses of all interfaces; one that comes or goes meanwhile may be among them or not. */
    public List<InterfaceAddress> addresses() {
        return exchange(AddressMessages.dumpAddresses()).stream()
                .filter(AddressMessages::isAddress)
                .flatMap(message -> AddressMessages.parse(message).stream())
                .toList();
    }

    /** Empty when something changed meanwhile, so that the list may be wrong. */
    private Optional<List<Message>> consistentDump() {
        List<Message> answer = exchange(LinkMessages.dump());
        boolean interrupted = answer.stream().anyMatch(message -> (message.flags() & Nl.NLM_F_DUMP_INTR) != 0);
        return interrupted ? Optional.empty() : Optional.of(answer);
    }

    /** The link of this name, if there is one. */
    public Optional<Link> link(String name) {
        return link(LinkMessages.get(name));
    }

    /** The link of this name in another namespace, by the number that it has here, if there is one. */
    Optional<Link> link(int peer, String name) {
        return link(LinkMessages.in(peer, LinkMessages.get(name)));
    }

    /** The link of this index, if there is one. */
    public Optional<Link> link(int index) {
        return link(LinkMessages.get(index));
    }

    /** The index of the other end of a veth, in whatever namespace that is; empty if there is no such veth. */
    public OptionalInt otherEnd(int index) {
        return answer(LinkMessages.get(index)).stream()
                .filter(LinkMessages::isLink)
                .findFirst()
                .map(LinkMessages::otherEnd)
                .orElseGet(OptionalInt::empty);
    }

    /** What the TUN or TAP device of this name was made as; empty if there is none, or it is of another kind. */
    public Optional<TunSettings> tun(String name) {
        return answer(LinkMessages.get(name)).stream()
                .filter(LinkMessages::isLink)
                .findFirst()
                .flatMap(LinkMessages::tun);
    }

    private Optional<Link> link(Request request) {
        return parse(answer(request)).stream().findFirst();
    }

    /** Nothing if there is no such link. */
    private List<Message> answer(Request request) {
        try {
            return exchange(request);
        } catch (SysException e) {
            if (e.errno() == Errno.ENODEV) {
                return List.of();
            }
            throw e;
        }
    }

    /** Creates a link, which is down at first. */
    public Link create(String name, LinkKind kind) {
        return create(name, 0, kind);
    }

    /** As {@link #create(String, LinkKind)}; {@code index} is the number of a veth's near end, unless it is 0. */
    public Link create(String name, int index, LinkKind kind) {
        switch (kind) {
            case LinkKind.Bridge _ -> exchange(LinkCreation.bridge(name));
            case LinkKind.Macvlan macvlan -> exchange(LinkCreation.macvlan(name, macvlan));
            case LinkKind.Vxlan vxlan -> exchange(LinkCreation.vxlan(name, vxlan));
            case LinkKind.Veth veth -> createVeth(name, index, veth);
        }
        return link(name)
                .orElseThrow(() ->
                        SysException.because("interface " + name + " vanished at once", "RTM_GETLINK", Errno.ENODEV));
    }

    private void createVeth(String name, int index, LinkKind.Veth veth) {
        try (Fd peerNetns = veth.peerNetns().open()) {
            exchange(LinkCreation.veth(name, index, veth.peer(), peerNetns));
        }
    }

    public void delete(int index) {
        exchange(LinkMessages.delete(index));
    }

    /** Puts the link into a group; at first it is in group 0. */
    private void setGroup(int index, int group) {
        exchange(LinkMessages.set(index).attribute32(LinkMessages.IFLA_GROUP, group));
    }

    /**
     * Deletes links at once: some 17 ms together, and not each. A link that is gone already does no harm.
     *
     * @throws SysException if the kernel refuses it; some may be in a link group of their own then
     */
    public void deleteTogether(List<Integer> indexes) {
        int group = ThreadLocalRandom.current().nextInt(FIRST_GROUP, Integer.MAX_VALUE);
        indexes.stream().filter(index -> link(index).isPresent()).forEach(index -> setGroup(index, group));
        exchange(LinkMessages.delete(0).attribute32(LinkMessages.IFLA_GROUP, group));
    }

    /** From here on the link makes no IPv6 address of its own; where there is no IPv6 it has none in any case. */
    public void withoutIpv6Address(int index) {
        try {
            exchange(LinkMessages.withoutIpv6Address(index));
        } catch (SysException e) {
            if (e.errno() != Errno.EAFNOSUPPORT) {
                throw e;
            }
        }
    }

    public void setUp(int index) {
        exchange(LinkMessages.setUp(index, true));
    }

    public void setDown(int index) {
        exchange(LinkMessages.setUp(index, false));
    }

    public void setMtu(int index, int mtu) {
        exchange(LinkMessages.set(index).attribute32(LinkMessages.IFLA_MTU, mtu));
    }

    /** Sets the MAC address, the low 48 bits of {@code mac}. */
    public void setMac(int index, long mac) {
        exchange(LinkMessages.set(index).mac(LinkMessages.IFLA_ADDRESS, mac));
    }

    public void rename(int index, String name) {
        exchange(LinkMessages.set(index).attribute(LinkMessages.IFLA_IFNAME, name));
    }

    /** Makes the link a port of the bridge {@code master}. */
    public void setMaster(int index, int master) {
        exchange(LinkMessages.set(index).attribute32(LinkMessages.IFLA_MASTER, master));
    }

    /** Moves the link into another namespace, where it is down and may have another index. */
    public void move(int index, Netns target) {
        try (Fd netns = target.open()) {
            exchange(LinkMessages.set(index).attribute32(LinkMessages.IFLA_NET_NS_FD, netns.value()));
        }
    }

    /** Adds an address. An IPv6 one can be used at once, without duplicate address detection. */
    public void addAddress(int index, IpPrefix prefix) {
        exchange(AddressMessages.addAddress(index, prefix));
    }

    /** Takes an address away. */
    public void removeAddress(int index, IpPrefix prefix) {
        exchange(AddressMessages.removeAddress(index, prefix));
    }

    public void addRoute(Route route) {
        exchange(AddressMessages.addRoute(route));
    }

    /** Takes a route away. */
    public void removeRoute(Route route) {
        exchange(AddressMessages.removeRoute(route));
    }

    /** Adds an entry or replaces the one of the same address. */
    public void putNeighbour(Neighbour neighbour) {
        exchange(AddressMessages.putNeighbour(neighbour));
    }

    /** The number that this namespace has for another, if it has one. */
    OptionalInt peerId(Fd netns) {
        return PeerMessages.id(exchange(PeerMessages.get(netns)).getFirst());
    }

    /** Gives another namespace a number, which it keeps until it ends, unless it has one. */
    int assignPeerId(Fd netns) {
        try {
            exchange(PeerMessages.assign(netns));
        } catch (SysException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        return peerId(netns)
                .orElseThrow(() -> SysException.because("no number was given", "RTM_NEWNSID", Errno.ENOENT));
    }

    private static List<Link> parse(List<Message> messages) {
        return messages.stream()
                .filter(LinkMessages::isLink)
                .map(LinkMessages::parse)
                .toList();
    }

    /** Sends a request and gathers what is answered before the acknowledgement. */
    private List<Message> exchange(Request request) {
        String call = Nl.nameOf(request.type());
        int sequence = socket.send(request);
        List<Message> answer = new ArrayList<>();
        while (true) {
            for (Message message : receive(call)) {
                if (message.sequence() != sequence) {
                    continue; // the late answer of a request that timed out
                }
                if (Answer.ends(message)) {
                    Answer.check(message, call);
                    return answer;
                }
                answer.add(message);
            }
        }
    }

    private List<Message> receive(String call) {
        return socket.receive()
                .map(Datagram::messages)
                .orElseThrow(() -> SysException.because("no answer to " + call, "recv netlink", Errno.EAGAIN));
    }

    @Override
    public void close() {
        socket.close();
    }
}
