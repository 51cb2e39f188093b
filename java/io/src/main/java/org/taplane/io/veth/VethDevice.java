package org.taplane.io.veth;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkKind;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * A pair of veth devices that this process made: the station's end is in a namespace with name, addresses, MTU and MAC
 * address; the daemon's end, joined by packet sockets, in one that nobody else knows. With that one the pair ends when the
 * process does, in whatever way, unless another process has the sockets by then.
 *
 * <p>All offloads are on, as the kernel has them on a veth: checksums are not computed and segments not cut on the way. The
 * daemon's end has no address of any kind: the machine takes no part.
 */
public final class VethDevice implements QueuedDevice {
    private final VethSpec spec;
    private final PacketSocket socket;
    private final OptionalLong mac;
    private final OptionalLong home;
    private boolean kept;
    private boolean closed;

    private VethDevice(VethSpec spec, PacketSocket socket, OptionalLong mac) {
        this.spec = spec;
        this.socket = socket;
        this.mac = mac;
        this.home = spec.netns().inode();
    }

    /**
     * Makes a pair and sets it up. If a step fails, it is gone again.
     *
     * @throws SysException if a name is taken, a namespace does not exist, or the kernel refuses a property
     */
    public static VethDevice create(VethSpec spec) {
        try (Rtnetlink backstage = Rtnetlink.open(spec.backstage())) {
            Link end = make(spec, backstage);
            try {
                return configure(spec, backstage, end);
            } catch (RuntimeException e) {
                backstage.delete(end.index());
                throw e;
            }
        }
    }

    private static Link make(VethSpec spec, Rtnetlink backstage) {
        try {
            return backstage.create(spec.port(), new LinkKind.Veth(spec.device(), spec.netns()));
        } catch (SysException e) {
            throw e.errno() == Errno.EEXIST
                    ? SysException.because(
                            "interface " + spec.device() + " exists already", "a free name", e.call(), e.errno())
                    : e;
        }
    }

    /** The station's end comes up last: what it says first is heard. */
    private static VethDevice configure(VethSpec spec, Rtnetlink backstage, Link end) {
        backstage.withoutIpv6Address(end.index());
        backstage.setMtu(end.index(), spec.mtu());
        backstage.setUp(end.index());
        PacketSocket socket = PacketSocket.open(spec.joined());
        try (Rtnetlink links = Rtnetlink.open(spec.netns())) {
            Link station = station(spec, backstage, links, end.index());
            configure(spec, links, station.index());
            return new VethDevice(spec, socket, OptionalLong.of(spec.mac().orElse(station.mac())));
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void configure(VethSpec spec, Rtnetlink links, int index) {
        spec.mac().ifPresent(mac -> links.setMac(index, mac));
        links.setMtu(index, spec.mtu());
        for (IpPrefix address : spec.addresses()) {
            links.addAddress(index, address);
        }
        links.setUp(index);
        spec.routes().forEach(route -> links.addRoute(route.by(index)));
    }

    /**
     * Takes over a pair from the process that made it, see {@link PacketSocket#adopt}: the station's end keeps its name, its
     * addresses and whatever else it has by now.
     *
     * @param sockets at the daemon's end; in any case this takes them over
     * @throws SysException if the pair is gone, or the kernel refuses another socket
     */
    public static VethDevice adopt(VethSpec spec, List<Fd> sockets) {
        PacketSocket socket = PacketSocket.adopt(spec.joined(), sockets);
        return new VethDevice(spec, socket, currentMac(spec, socket));
    }

    /** Empty if somebody has moved the station's end, which does no harm to the pair. */
    private static OptionalLong currentMac(VethSpec spec, PacketSocket socket) {
        try (Netns.Opened backstage = socket.netns();
                Rtnetlink own = Rtnetlink.open(backstage);
                Rtnetlink links = Rtnetlink.open(spec.netns())) {
            return OptionalLong.of(station(spec, own, links, socket.ifindex()).mac());
        } catch (SysException e) {
            return OptionalLong.empty();
        }
    }

    /** Both ends know each other by number only, and numbers of several namespaces are alike. */
    private static Link station(VethSpec spec, Rtnetlink backstage, Rtnetlink links, int end) {
        OptionalInt other = backstage.otherEnd(end);
        if (other.isPresent() && links.otherEnd(other.getAsInt()).equals(OptionalInt.of(end))) {
            return links.link(other.getAsInt()).orElseThrow(() -> elsewhere(spec));
        }
        throw elsewhere(spec);
    }

    private static SysException elsewhere(VethSpec spec) {
        return SysException.because(
                "the station's end of " + spec.port() + " is not in " + spec.netns() + " any more",
                "that it is moved back",
                "RTM_GETLINK",
                Errno.ENODEV);
    }

    /** The address that the station's end had at first, the low 48 bits, if that could be found out. */
    public OptionalLong mac() {
        return mac;
    }

    /** The number of the namespace in which the station's end was made; empty if that was gone at once. */
    public OptionalLong home() {
        return home;
    }

    /** The index of the daemon's end in {@link #netns}. */
    public int ifindex() {
        return socket.ifindex();
    }

    /** Whether the pair was not deleted, with whichever of its ends. */
    public boolean exists() {
        return socket.isBound();
    }

    /**
     * Does something to the station's end, where it was made.
     *
     * @throws SysException if somebody has moved it to another namespace
     */
    public void onStationEnd(BiConsumer<Rtnetlink, Link> action) {
        try (Netns.Opened backstage = netns();
                Rtnetlink own = Rtnetlink.open(backstage);
                Rtnetlink links = Rtnetlink.open(spec.netns())) {
            action.accept(links, station(spec, own, links, ifindex()));
        }
    }

    /** Does something to the daemon's end. */
    public void onOwnEnd(BiConsumer<Rtnetlink, Link> action) {
        try (Netns.Opened backstage = netns();
                Rtnetlink own = Rtnetlink.open(backstage)) {
            Link end = own.link(ifindex())
                    .orElseThrow(() -> SysException.because(
                            "interface " + spec.port() + " vanished", "RTM_GETLINK", Errno.ENODEV));
            action.accept(own, end);
        }
    }

    /** Whether {@link #close} removes the pair. */
    boolean isToRemove() {
        return !kept && !closed && exists();
    }

    @Override
    public int[] fds() {
        return socket.fds();
    }

    @Override
    public Netns.Opened held() {
        return socket.held();
    }

    @Override
    public Netns.Opened netns() {
        return socket.netns();
    }

    /** Another process has the sockets: the pair is its own now, and {@link #close} leaves it alone. */
    public void keep() {
        kept = true;
    }

    /** Removes the pair. The descriptors must have left every event loop before. */
    @Override
    public void close() {
        try {
            if (isToRemove()) {
                delete();
            }
        } finally {
            closed = true;
            socket.close();
        }
    }

    /** Somebody else may be quicker. */
    private void delete() {
        try (Netns.Opened backstage = netns();
                Rtnetlink links = Rtnetlink.open(backstage)) {
            links.delete(ifindex());
        } catch (SysException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }
}
