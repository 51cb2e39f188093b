package org.taplane.io.underlay;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.dataplane.tunnel.OuterHeaders;
import org.taplane.dataplane.tunnel.OuterSettings;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Neighbour;
import org.taplane.io.netlink.Route;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapSpec;

/**
 * A link between the host and a tunnel endpoint that has an IP address of its own:
 *
 * <pre>
 *   network --- eth0  host, a router  vx ------------- endpoint in this process
 *                     route LOCAL dev vx               address LOCAL, MAC {@link #ENDPOINT_MAC}
 *                     neighbour LOCAL at ENDPOINT_MAC  next hop HOST_MAC for everything
 * </pre>
 *
 * <p>Route and neighbour entry are on the device and go away with it, however the process ends. As the neighbour entry
 * is permanent, nobody asks for the endpoint's MAC address, and as all that the endpoint sends goes to the host, it asks
 * for none: there is neither ARP nor neighbour discovery on the link.
 */
public final class UnderlayDevice implements AutoCloseable {
    /** Of the endpoint. Locally administered, and on a link of two. */
    static final long ENDPOINT_MAC = 0x0200_0000_12b5L;

    /** Of the host. Chosen here, because a device manager may replace a random one while the first frames pass. */
    static final long HOST_MAC = 0x0200_0000_12b4L;

    /** Longer than any path: the host never has to cut, or refuse, what it passes on to the endpoint. */
    private static final int MTU = 65_521;

    private final TapDevice device;

    private UnderlayDevice(TapDevice device) {
        this.device = device;
    }

    /**
     * Makes the link in the network namespace of the calling thread. If a step fails, all is as before.
     *
     * @param name of the interface
     * @param local address of the endpoint
     * @param queues one a shard
     * @param steering which of them a frame comes by
     * @throws SysException if the kernel has no UDP tunnel offload, the name is taken, the address is the host's own, or
     *     there is such a route already
     */
    public static UnderlayDevice create(String name, VtepAddress local, int queues, FlowSteering steering) {
        InetAddress address = local.toInetAddress();
        requireNotOfHost(address);
        TapDevice device = TapDevice.createForTunnels(spec(name, queues, steering));
        try {
            lead(device, address);
            return new UnderlayDevice(device);
        } catch (RuntimeException failure) {
            device.close();
            throw failure;
        }
    }

    private static void lead(TapDevice device, InetAddress address) {
        try (Rtnetlink host = Rtnetlink.open(Netns.own())) {
            host.putNeighbour(new Neighbour(device.ifindex(), address, ENDPOINT_MAC));
            addRoute(host, new Route(new IpPrefix(address, bits(address)), Optional.empty(), device.ifindex()));
        }
    }

    /**
     * Leads the host to the endpoint again: when a device goes down, the kernel forgets routes and neighbours, or
     * some of them.
     *
     * @param local address of the endpoint
     * @throws SysException if the device is gone
     */
    public void leadAgain(VtepAddress local) {
        try {
            lead(device, local.toInetAddress());
        } catch (SysException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /**
     * Takes over the link of the process before, with its route and neighbour entry.
     *
     * @param fds of the device's queues, in their order; in any case this takes them over
     * @throws SysException if somebody has deleted the device, or the kernel refuses another queue
     */
    public static UnderlayDevice adopt(String name, int queues, FlowSteering steering, List<Fd> fds) {
        return new UnderlayDevice(TapDevice.adopt(spec(name, queues, steering), fds));
    }

    private static TapSpec spec(String name, int queues, FlowSteering steering) {
        return new TapSpec(
                name, Netns.own(), queues, steering, OptionalInt.of(MTU), OptionalLong.of(HOST_MAC), List.of());
    }

    /** The host would keep what is sent to an address of its own. */
    private static void requireNotOfHost(InetAddress address) {
        try {
            if (NetworkInterface.getByInetAddress(address) != null) {
                throw SysException.because(
                        "local " + address.getHostAddress() + " is an address of this host; with underlay: tap the"
                                + " tunnel has one of its own",
                        "bind",
                        Errno.EADDRINUSE);
            }
        } catch (SocketException e) {
            throw SysException.because("the host's addresses cannot be listed: " + e.getMessage(), "ioctl", Errno.EIO);
        }
    }

    private static void addRoute(Rtnetlink host, Route route) {
        try {
            host.addRoute(route);
        } catch (SysException e) {
            throw e.errno() == Errno.EEXIST
                    ? SysException.because(
                            "the host has a route to local " + route.destination() + " already", e.call(), e.errno())
                    : e;
        }
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    /** What a tunnel sends by on one shard, once a queue of such a device is attached. */
    public static UnderlaySender sender(OuterSettings settings) {
        return new UnderlaySender(new OuterHeaders(settings, ENDPOINT_MAC, HOST_MAC));
    }

    /** What {@code shard} is to read. */
    public UnderlayReceiver receiver(int shard, UnderlayIngress ingress, Reception reception) {
        return new UnderlayReceiver(device.fds()[shard], ingress, reception);
    }

    /** The device's queues, in their order. */
    public int[] fds() {
        return device.fds();
    }

    /** Index of the interface, in the network namespace that it was made in. */
    public int ifindex() {
        return device.ifindex();
    }

    /** Removes the link. The descriptors must have left every event loop before. */
    @Override
    public void close() {
        device.close();
    }
}
