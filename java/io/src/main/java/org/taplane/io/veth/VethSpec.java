package org.taplane.io.veth;

import java.util.List;
import java.util.OptionalLong;
import org.taplane.io.netlink.InterfaceName;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Via;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Netns;

/**
 * A pair to make.
 *
 * @param port name of the daemon's end, at most 15 bytes
 * @param index of the daemon's end; 0: the kernel's choice
 * @param backstage where the daemon's end is: a namespace that only the daemon holds
 * @param device name of the station's end, at most 15 bytes
 * @param netns where the station's end is made
 * @param queues of the daemon's end, one a shard, 1 to 256
 * @param mtu of both ends, 68 to 65521
 * @param mac of the station's end, the low 48 bits; empty: a random one
 * @param addresses of the station's end, IPv4 and IPv6
 * @param routes by the station's end, set once it is up
 */
public record VethSpec(
        String port,
        int index,
        Netns backstage,
        String device,
        Netns netns,
        int queues,
        int mtu,
        OptionalLong mac,
        List<IpPrefix> addresses,
        List<Via> routes) {
    public VethSpec {
        InterfaceName.check(port);
        InterfaceName.check(device);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    public VethSpec withMac(OptionalLong other) {
        return new VethSpec(port, index, backstage, device, netns, queues, mtu, other, addresses, routes);
    }

    public VethSpec withIndex(int other) {
        return new VethSpec(port, other, backstage, device, netns, queues, mtu, mac, addresses, routes);
    }

    /** The daemon's end, as it is joined. */
    PacketSpec joined() {
        return new PacketSpec(port, backstage, queues);
    }
}
