package org.taplane.io.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.taplane.io.sys.Sockets;

/**
 * Messages about what belongs to the network layer: addresses ({@code linux/if_addr.h}), routes
 * ({@code linux/rtnetlink.h}) and neighbours ({@code linux/neighbour.h}).
 */
final class AddressMessages {
    private static final int ADDRESS_HEADER = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_F_NODAD = 0x02;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;

    private AddressMessages() {}

    /**
     * {@code struct ifaddrmsg {u8 family, prefixlen, flags, scope; u32 index}}. An IPv6 address skips duplicate address
     * detection: an operator gave it, and until the detection ends, after a second or two, nobody could use the port.
     */
    static Request addAddress(int index, IpPrefix prefix) {
        return address(Request.of(Nl.RTM_NEWADDR, Nl.NLM_F_CREATE | Nl.NLM_F_EXCL), index, prefix);
    }

    static Request removeAddress(int index, IpPrefix prefix) {
        return address(Request.of(Nl.RTM_DELADDR, 0), index, prefix);
    }

    private static Request address(Request request, int index, IpPrefix prefix) {
        InetAddress address = prefix.address();
        return request.u8(family(address))
                .u8(prefix.length())
                .u8(address instanceof Inet4Address ? 0 : IFA_F_NODAD)
                .u8(RT_SCOPE_UNIVERSE)
                .u32(index)
                .attribute(IFA_LOCAL, address)
                .attribute(IFA_ADDRESS, address);
    }

    static boolean isAddress(Message message) {
        return message.type() == Nl.RTM_NEWADDR;
    }

    /** The interface's own address is IFA_LOCAL where there is one: IFA_ADDRESS may be the peer's. */
    static Optional<InterfaceAddress> parse(Message message) {
        Attributes attributes = message.attributesAfter(ADDRESS_HEADER);
        int flags = Byte.toUnsignedInt(message.payload().get(2));
        int index = message.payload().getInt(4);
        return attributes
                .ip(IFA_LOCAL)
                .or(() -> attributes.ip(IFA_ADDRESS))
                .map(address -> new InterfaceAddress(index, address, flags));
    }

    static Request dumpAddresses() {
        return Request.dump(Nl.RTM_GETADDR)
                .u8(Sockets.AF_UNSPEC)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0);
    }

    /** {@code struct rtmsg {u8 family, dst_len, src_len, tos, table, protocol, scope, type; u32 flags}}. */
    static Request addRoute(Route route) {
        return route(Request.of(Nl.RTM_NEWROUTE, Nl.NLM_F_CREATE | Nl.NLM_F_EXCL), route);
    }

    static Request removeRoute(Route route) {
        return route(Request.of(Nl.RTM_DELROUTE, 0), route);
    }

    private static Request route(Request request, Route route) {
        IpPrefix destination = route.destination();
        request.u8(family(destination.address()))
                .u8(destination.length())
                .u8(0)
                .u8(0)
                .u8(RT_TABLE_MAIN)
                .u8(RTPROT_STATIC)
                .u8(route.gateway().isPresent() ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK)
                .u8(RTN_UNICAST)
                .u32(0)
                .attribute(RTA_DST, destination.address())
                .attribute32(RTA_OIF, route.index());
        route.gateway().ifPresent(gateway -> request.attribute(RTA_GATEWAY, gateway));
        return request;
    }

    /** {@code struct ndmsg {u8 family, pad; u16 pad; s32 index; u16 state; u8 flags, type}}. */
    static Request putNeighbour(Neighbour neighbour) {
        return Request.of(Nl.RTM_NEWNEIGH, Nl.NLM_F_CREATE | Nl.NLM_F_REPLACE)
                .u8(family(neighbour.address()))
                .u8(0)
                .u16(0)
                .u32(neighbour.index())
                .u16(NUD_PERMANENT)
                .u8(0)
                .u8(0)
                .attribute(NDA_DST, neighbour.address())
                .mac(NDA_LLADDR, neighbour.mac());
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? Sockets.AF_INET : Sockets.AF_INET6;
    }
}
