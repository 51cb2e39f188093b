package org.taplane.io.tap;

import java.util.List;
import java.util.Optional;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.netlink.TunSettings;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * A TAP device the other way round: its queues are a guest's, whose virtual machine opens them by the device's name, and
 * this process exchanges frames through its network interface, by packet sockets. A user and a group decide who may open
 * the queues. While nobody has, the interface has no carrier.
 *
 * <p>The device stays when a guest ends, so that the next finds it; it goes with {@link #close}, unless it is to persist.
 * One that is there already, from an earlier process of ours or by the administrator's hand, is taken if it is as it is
 * wanted. The kernel gives it no IPv6 address of its own: the machine has no business in the guest's network.
 */
public final class GuestTap implements QueuedDevice {
    private final PacketSocket socket;
    private final boolean persist;

    private GuestTap(PacketSocket socket, boolean persist) {
        this.socket = socket;
        this.persist = persist;
    }

    /**
     * Makes or takes the device, sets it up, and joins it.
     *
     * @throws SysException if the name is another device's, or the kernel refuses a step; nothing new stays then
     */
    public static GuestTap open(GuestTapSpec spec) {
        boolean isNew = provide(spec);
        try {
            configure(spec);
            return new GuestTap(PacketSocket.open(joined(spec)), spec.persist());
        } catch (RuntimeException e) {
            if (isNew) {
                remove(spec);
            }
            throw e;
        }
    }

    /**
     * Takes over the sockets of a device that another process made, see {@link PacketSocket#adopt}.
     *
     * @throws SysException if the device is gone, or the kernel refuses another socket
     */
    public static GuestTap adopt(GuestTapSpec spec, List<Fd> sockets) {
        return new GuestTap(PacketSocket.adopt(joined(spec), sockets), spec.persist());
    }

    private static PacketSpec joined(GuestTapSpec spec) {
        return new PacketSpec(spec.name(), spec.netns(), spec.sockets());
    }

    /** Whether the device was not there before. */
    private static boolean provide(GuestTapSpec spec) {
        try (Rtnetlink links = Rtnetlink.open(spec.netns())) {
            if (links.link(spec.name()).isPresent()) {
                requireSame(spec, links.tun(spec.name()));
                return false;
            }
        }
        spec.netns().call(() -> make(spec));
        return true;
    }

    private static void requireSame(GuestTapSpec spec, Optional<TunSettings> found) {
        if (!found.equals(Optional.of(spec.settings()))) {
            String what = found.map(TunSettings::toString).orElse("and is no TAP device");
            throw SysException.because(
                    "interface " + spec.name() + " exists already, " + what,
                    "a free name, or a device " + spec.settings(),
                    "RTM_GETLINK",
                    Errno.EEXIST);
        }
    }

    /** To persist comes last: up to then the device goes with its one descriptor. */
    private static boolean make(GuestTapSpec spec) {
        try (Fd queue = Fd.open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK)) {
            TunIoctl.createForGuest(queue, spec.name(), spec.multiQueue());
            spec.owner().ifPresent(uid -> TunIoctl.setOwner(queue, uid));
            spec.group().ifPresent(gid -> TunIoctl.setGroup(queue, gid));
            TunIoctl.persist(queue);
            return true;
        }
    }

    private static void configure(GuestTapSpec spec) {
        try (Rtnetlink links = Rtnetlink.open(spec.netns())) {
            int index = links.link(spec.name()).map(Link::index).orElseThrow(() -> TapDevice.vanished(spec.name()));
            links.withoutIpv6Address(index);
            links.setMtu(index, spec.mtu());
            links.setUp(index);
        }
    }

    private static void remove(GuestTapSpec spec) {
        try (Rtnetlink links = Rtnetlink.open(spec.netns())) {
            links.link(spec.name()).ifPresent(link -> links.delete(link.index()));
        }
    }

    /** The index in the namespace in which it was joined. */
    public int ifindex() {
        return socket.ifindex();
    }

    /** Whether the interface was neither deleted nor moved to another namespace. */
    public boolean exists() {
        return socket.isBound();
    }

    @Override
    public int[] fds() {
        return socket.fds();
    }

    @Override
    public Netns.Opened netns() {
        return socket.netns();
    }

    @Override
    public Netns.Opened held() {
        return socket.held();
    }

    /** Removes the device unless it is to persist. The descriptors must have left every event loop before. */
    @Override
    public void close() {
        try {
            if (!persist && exists()) {
                delete();
            }
        } finally {
            socket.close();
        }
    }

    /** Somebody else may be quicker. */
    private void delete() {
        try (Netns.Opened netns = socket.netns();
                Rtnetlink links = Rtnetlink.open(netns)) {
            links.delete(ifindex());
        } catch (SysException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }
}
