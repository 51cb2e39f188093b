package org.taplane.io.tap;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.io.netlink.InterfaceName;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Via;
import org.taplane.io.sys.Netns;

/**
 * A TAP device to make.
 *
 * @param name of the interface, at most 15 bytes
 * @param netns where it is made
 * @param queues one a shard, 1 to 256
 * @param steering which of them a frame comes by
 * @param mtu 68 to 65521; empty: the kernel's 1500
 * @param mac the low 48 bits; empty: a random one
 * @param addresses of the interface, IPv4 and IPv6
 * @param routes by the interface, set once it is up
 * @param index of the interface; 0: the kernel's choice
 */
public record TapSpec(
        String name,
        Netns netns,
        int queues,
        FlowSteering steering,
        OptionalInt mtu,
        OptionalLong mac,
        List<IpPrefix> addresses,
        List<Via> routes,
        int index) {
    /** MAX_TAP_QUEUES of {@code drivers/net/tun.c}. */
    public static final int MAX_QUEUES = 256;

    public TapSpec {
        InterfaceName.check(name);
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException(queues + " queues; expected 1 to " + MAX_QUEUES);
        }
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** A device without routes. */
    public TapSpec(
            String name,
            Netns netns,
            int queues,
            FlowSteering steering,
            OptionalInt mtu,
            OptionalLong mac,
            List<IpPrefix> addresses) {
        this(name, netns, queues, steering, mtu, mac, addresses, List.of(), 0);
    }

    public TapSpec withRoutes(List<Via> other) {
        return new TapSpec(name, netns, queues, steering, mtu, mac, addresses, other, index);
    }

    public TapSpec withIndex(int other) {
        return new TapSpec(name, netns, queues, steering, mtu, mac, addresses, routes, other);
    }

    public TapSpec withMac(OptionalLong other) {
        return new TapSpec(name, netns, queues, steering, mtu, other, addresses, routes, index);
    }
}
