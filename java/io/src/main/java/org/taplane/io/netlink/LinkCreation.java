package org.taplane.io.netlink;

import java.net.Inet4Address;
import java.util.function.Consumer;
import org.taplane.io.sys.Fd;

/** Messages that create links, with the attributes that each kind has of its own ({@code linux/if_link.h}). */
final class LinkCreation {
    private static final int VETH_INFO_PEER = 1; // linux/veth.h

    private static final int MACVLAN_MODE_BRIDGE = 4;

    private static final int IFLA_VXLAN_ID = 1;
    private static final int IFLA_VXLAN_GROUP = 2;
    private static final int IFLA_VXLAN_LOCAL = 4;
    private static final int IFLA_VXLAN_LEARNING = 7;
    private static final int IFLA_VXLAN_PORT = 15;
    private static final int IFLA_VXLAN_GROUP6 = 16;
    private static final int IFLA_VXLAN_LOCAL6 = 17;

    private LinkCreation() {}

    static Request bridge(String name) {
        return LinkMessages.create(name).nested(LinkMessages.IFLA_LINKINFO, info -> kind(info, "bridge"));
    }

    static Request veth(String name, int index, String peer, Fd peerNetns) {
        Consumer<Request> other = data -> LinkMessages.header(data, 0, 0, 0)
                .attribute(LinkMessages.IFLA_IFNAME, peer)
                .attribute32(LinkMessages.IFLA_NET_NS_FD, peerNetns.value());
        return withInfo(LinkMessages.create(name, index), "veth", data -> data.nested(VETH_INFO_PEER, other));
    }

    static Request macvlan(String name, LinkKind.Macvlan macvlan) {
        Request request = LinkMessages.create(name).attribute32(LinkMessages.IFLA_LINK, macvlan.lower());
        return withInfo(
                request, "macvlan", data -> data.attribute32(LinkMessages.IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE));
    }

    static Request vxlan(String name, LinkKind.Vxlan vxlan) {
        return withInfo(LinkMessages.create(name), "vxlan", data -> vxlanData(data, vxlan));
    }

    private static void vxlanData(Request data, LinkKind.Vxlan vxlan) {
        boolean v4 = vxlan.local() instanceof Inet4Address;
        data.attribute32(IFLA_VXLAN_ID, vxlan.vni())
                .attribute(v4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6, vxlan.local())
                .attribute8(IFLA_VXLAN_LEARNING, 1)
                .attributeNet16(IFLA_VXLAN_PORT, vxlan.port());
        vxlan.remote().ifPresent(remote -> data.attribute(v4 ? IFLA_VXLAN_GROUP : IFLA_VXLAN_GROUP6, remote));
    }

    private static Request withInfo(Request request, String kind, Consumer<Request> data) {
        return request.nested(
                LinkMessages.IFLA_LINKINFO, info -> kind(info, kind).nested(LinkMessages.IFLA_INFO_DATA, data));
    }

    private static Request kind(Request info, String kind) {
        return info.attribute(LinkMessages.IFLA_INFO_KIND, kind);
    }
}
