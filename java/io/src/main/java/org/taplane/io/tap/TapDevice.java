package org.taplane.io.tap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.KernelRelease;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/**
 * A TAP device that this process made: it lives until {@link #close}, or until the process ends in whatever way.
 *
 * <p>Frames are read from and written to the queues' descriptors, each after a virtio_net_hdr of
 * {@value #VNET_HEADER_BYTES} bytes, or {@value #TUNNEL_HEADER_BYTES}, in the machine's byte order. They are non-blocking. A write while the link is down
 * fails with EIO; both directions fail with EBADFD once somebody has deleted the interface.
 */
public final class TapDevice implements QueuedDevice {
    /** struct virtio_net_hdr of {@code linux/virtio_net.h}, without num_buffers. */
    public static final int VNET_HEADER_BYTES = 10;

    /** struct virtio_net_hdr_v1_hash_tunnel, of devices that carry tunnels. */
    public static final int TUNNEL_HEADER_BYTES = 24;

    private final Link atFirst;
    private final long mac;
    private final List<Fd> queues;
    private final boolean takesUdpSegments;

    private TapDevice(Link atFirst, long mac, List<Fd> queues, boolean takesUdpSegments) {
        this.atFirst = atFirst;
        this.mac = mac;
        this.queues = queues;
        this.takesUdpSegments = takesUdpSegments;
    }

    /**
     * Makes a device in its namespace and sets it up. If a step fails, the device is gone again.
     *
     * @throws SysException if the name is taken, the namespace does not exist, or the kernel refuses a property
     */
    public static TapDevice create(TapSpec spec) {
        return create(spec, VNET_HEADER_BYTES, TunIoctl::setOffloads);
    }

    /**
     * As {@link #create(TapSpec)}, a device whose frames may be UDP tunnel segments of 64 KB.
     *
     * @throws SysException also if the kernel has no such devices
     */
    public static TapDevice createForTunnels(TapSpec spec) {
        return create(spec, TUNNEL_HEADER_BYTES, TunIoctl::setTunnelOffloads);
    }

    private static TapDevice create(TapSpec spec, int headerBytes, Predicate<Fd> setOffloads) {
        List<Fd> queues = new ArrayList<>();
        try {
            spec.netns().call(() -> openQueues(spec, queues));
            TunIoctl.setVnetHeaderSize(queues.getFirst(), headerBytes);
            boolean takesUdpSegments = setOffloads.test(queues.getFirst());
            spec.steering().apply(queues.getFirst());
            Link made = configure(spec);
            long mac = spec.mac().orElse(made.mac());
            return new TapDevice(made, mac, Collections.unmodifiableList(queues), takesUdpSegments);
        } catch (RuntimeException e) {
            queues.forEach(Fd::close); // the kernel removes the device with its last queue
            throw e;
        }
    }

    /**
     * Takes over a device from the process that made it: it keeps its name, its addresses and whatever else it has by now.
     * Queues are closed or added until it has as many as {@code spec} says, and it steers frames as that says.
     *
     * @param queues of the device, in their order; in any case this takes them over
     * @throws SysException if somebody has deleted the device, or the kernel refuses another queue
     */
    public static TapDevice adopt(TapSpec spec, List<Fd> queues) {
        List<Fd> own = new ArrayList<>(queues);
        try {
            Fd first = own.getFirst();
            String name = TunIoctl.name(first);
            while (own.size() > spec.queues()) {
                own.removeLast().close();
            }
            try (Netns.Opened netns = Netns.opened(TunIoctl.netns(first));
                    Rtnetlink links = Rtnetlink.open(netns)) {
                netns.call(() -> joinQueues(name, spec.queues(), own));
                spec.steering().apply(first);
                Link found = find(links, name);
                return new TapDevice(
                        found, found.mac(), Collections.unmodifiableList(own), KernelRelease.isAtLeast(6, 2));
            }
        } catch (RuntimeException e) {
            own.forEach(Fd::close);
            throw e;
        }
    }

    /** The namespace in which /dev/net/tun is opened is the one that the device appears in. */
    private static List<Fd> openQueues(TapSpec spec, List<Fd> queues) {
        Fd first = openQueue(queues);
        if (spec.index() != 0) {
            TunIoctl.setIndex(first, spec.index());
        }
        TunIoctl.create(first, spec.name());
        TunIoctl.setOwner(first, Libc.geteuid()); // a TAP without owner lets every user of the machine open more queues
        return joinQueues(spec.name(), spec.queues(), queues);
    }

    private static List<Fd> joinQueues(String name, int count, List<Fd> queues) {
        while (queues.size() < count) {
            TunIoctl.join(openQueue(queues), name);
        }
        return queues;
    }

    private static Fd openQueue(List<Fd> queues) {
        Fd queue = Fd.open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK);
        queues.add(queue);
        return queue;
    }

    private static Link configure(TapSpec spec) {
        try (Rtnetlink links = Rtnetlink.open(spec.netns())) {
            Link made = find(links, spec.name());
            int index = made.index();
            spec.mac().ifPresent(mac -> links.setMac(index, mac));
            spec.mtu().ifPresent(mtu -> links.setMtu(index, mtu));
            for (IpPrefix address : spec.addresses()) {
                links.addAddress(index, address);
            }
            links.setUp(index);
            spec.routes().forEach(route -> links.addRoute(route.by(index)));
            return made;
        }
    }

    private static Link find(Rtnetlink links, String name) {
        return links.link(name).orElseThrow(() -> vanished(name));
    }

    static SysException vanished(String name) {
        return SysException.because("interface " + name + " vanished at once", "RTM_GETLINK", Errno.ENODEV);
    }

    /** The name that it was given at first. */
    public String name() {
        return atFirst.name();
    }

    /** The address that it was given at first, the low 48 bits. */
    public long mac() {
        return mac;
    }

    /** The index that it was given at first: another namespace may have given it another. */
    public int ifindex() {
        return atFirst.index();
    }

    /** Whether frames to be cut into UDP datagrams may be written: since Linux 6.2. */
    public boolean takesUdpSegments() {
        return takesUdpSegments;
    }

    @Override
    public int[] fds() {
        return queues.stream().mapToInt(Fd::value).toArray();
    }

    /**
     * The name at this moment.
     *
     * @throws SysException (EBADFD) if the device is gone
     */
    public String currentName() {
        return TunIoctl.name(queues.getFirst());
    }

    @Override
    public Netns.Opened held() {
        return Netns.opened(Sockets.netns(queues.getFirst()));
    }

    @Override
    public Netns.Opened netns() {
        return Netns.opened(TunIoctl.netns(queues.getFirst()));
    }

    /** The number of the device's namespace at this moment; empty if somebody has deleted the device. */
    OptionalLong netnsInode() {
        try (Netns.Opened netns = netns()) {
            return netns.inode();
        } catch (SysException e) {
            return OptionalLong.empty();
        }
    }

    /** Removes the device. The descriptors must have left every event loop before. */
    @Override
    public void close() {
        queues.forEach(Fd::close);
    }
}
