package org.taplane.io.netlink;

import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.io.sys.Sockets;

/**
 * Messages about links: {@code struct ifinfomsg} of {@code linux/rtnetlink.h}, then attributes of {@code linux/if_link.h}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |    Family     |       0       |         Hardware type         |
 * +---------------+---------------+-------------------------------+
 * |                        Interface index                        |
 * +---------------------------------------------------------------+
 * |                          IFF_ flags                           |
 * +---------------------------------------------------------------+
 * |                  Mask of the flags to change                  |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class LinkMessages {
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IN6_ADDR_GEN_MODE_NONE = 1;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NET_NS_FD = 28;

    static final int IFLA_TARGET_NETNSID = 46;

    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;

    static final int IFLA_MACVLAN_MODE = 1;
    private static final int MACVLAN_MODE_PASSTHRU = 8;

    private static final int HEADER = 16;
    private static final int IFF_UP = 1;

    private LinkMessages() {}

    /**
     * Whether a message is about a link as such. A bridge also reports its ports as links of the family AF_BRIDGE: there
     * RTM_DELLINK only means that the port left the bridge.
     */
    static boolean isLink(Message message) {
        if (message.type() != Nl.RTM_NEWLINK && message.type() != Nl.RTM_DELLINK) {
            return false;
        }
        message.require(HEADER);
        return message.payload().get(0) == Sockets.AF_UNSPEC;
    }

    static Link parse(Message message) {
        Attributes attributes = message.attributesAfter(HEADER);
        Optional<Attributes> info = attributes.nested(IFLA_LINKINFO);
        return new Link(
                message.payload().getInt(4),
                attributes.text(IFLA_IFNAME).orElse(""),
                attributes.mac(IFLA_ADDRESS),
                attributes.u32(IFLA_MTU).orElse(0),
                message.payload().getInt(8),
                attributes.u32(IFLA_MASTER),
                info.flatMap(found -> found.text(IFLA_INFO_KIND)),
                info.filter(LinkMessages::ownAddressOnly).isPresent());
    }

    /** What a link of the kind tun was made as; empty for other kinds. */
    static Optional<TunSettings> tun(Message message) {
        return message.attributesAfter(HEADER)
                .nested(IFLA_LINKINFO)
                .filter(info -> info.text(IFLA_INFO_KIND).equals(Optional.of("tun")))
                .flatMap(info -> info.nested(IFLA_INFO_DATA))
                .map(TunSettings::parse);
    }

    /** A macvlan device, or a macvtap, is given what is for its own address and for groups, except in mode passthru. */
    private static boolean ownAddressOnly(Attributes info) {
        boolean macvlan = info.text(IFLA_INFO_KIND)
                .filter(kind -> kind.equals("macvlan") || kind.equals("macvtap"))
                .isPresent();
        return macvlan
                && info.nested(IFLA_INFO_DATA)
                        .filter(data -> data.u32(IFLA_MACVLAN_MODE).orElse(0) != MACVLAN_MODE_PASSTHRU)
                        .isPresent();
    }

    static Request dump() {
        return header(Request.dump(Nl.RTM_GETLINK), 0, 0, 0);
    }

    static Request get(String name) {
        return header(Request.of(Nl.RTM_GETLINK, 0), 0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    static Request get(int index) {
        return header(Request.of(Nl.RTM_GETLINK, 0), index, 0, 0);
    }

    /** The index of the other end of a veth, in whatever namespace that is; empty for other kinds. */
    static OptionalInt otherEnd(Message message) {
        Attributes attributes = message.attributesAfter(HEADER);
        boolean isVeth = attributes
                .nested(IFLA_LINKINFO)
                .flatMap(info -> info.text(IFLA_INFO_KIND))
                .filter("veth"::equals)
                .isPresent();
        return isVeth ? attributes.u32(IFLA_LINK) : OptionalInt.empty();
    }

    /** A request about links of another namespace, by the number that it has in this one. */
    static Request in(int peer, Request request) {
        return request.attribute32(IFLA_TARGET_NETNSID, peer);
    }

    /** A new link, to which the caller adds its kind. */
    static Request create(String name) {
        return create(name, 0);
    }

    /** Likewise, with a number of the caller's choice. */
    static Request create(String name, int index) {
        return header(Request.of(Nl.RTM_NEWLINK, Nl.NLM_F_CREATE | Nl.NLM_F_EXCL), index, 0, 0)
                .attribute(IFLA_IFNAME, name);
    }

    static Request delete(int index) {
        return header(Request.of(Nl.RTM_DELLINK, 0), index, 0, 0);
    }

    /** A change of the attributes that the caller adds. */
    static Request set(int index) {
        return header(Request.of(Nl.RTM_SETLINK, 0), index, 0, 0);
    }

    /** The link makes no IPv6 address of its own. */
    static Request withoutIpv6Address(int index) {
        return set(index)
                .nested(
                        IFLA_AF_SPEC,
                        families -> families.nested(
                                Sockets.AF_INET6,
                                inet6 -> inet6.attribute8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));
    }

    static Request setUp(int index, boolean up) {
        return header(Request.of(Nl.RTM_SETLINK, 0), index, up ? IFF_UP : 0, IFF_UP);
    }

    static Request header(Request request, int index, int flags, int change) {
        return request.u8(Sockets.AF_UNSPEC).u8(0).u16(0).u32(index).u32(flags).u32(change);
    }
}
