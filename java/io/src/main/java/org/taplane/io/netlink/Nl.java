package org.taplane.io.netlink;

/** Numbers of the netlink protocol and its framing, from {@code linux/netlink.h} and {@code linux/rtnetlink.h}. */
final class Nl {
    static final int NETLINK_ROUTE = 0;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_LISTEN_ALL_NSID = 8;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;

    static final int NLMSG_NOOP = 1;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;

    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_MULTI = 0x2;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_DUMP_INTR = 0x10;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_CREATE = 0x400;
    /** In an answer: attributes follow the error. */
    static final int NLM_F_ACK_TLVS = 0x200;
    /** In an answer: only the header of the request is repeated, not all of it. */
    static final int NLM_F_CAPPED = 0x100;

    static final int NLMSGERR_ATTR_MSG = 1;

    static final int NLA_F_NESTED = 0x8000;
    static final int NLA_TYPE_MASK = 0x3fff;

    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_NEWNEIGH = 28;

    static final int RTM_NEWNSID = 88;
    static final int RTM_DELNSID = 89;
    static final int RTM_GETNSID = 90;

    static final int RTMGRP_LINK = 1;
    static final int RTMGRP_NSID = 1 << 27; // of RTNLGRP_NSID
    static final int RTMGRP_IPV4_IFADDR = 0x10;
    static final int RTMGRP_IPV6_IFADDR = 0x100;

    private Nl() {}

    /** Messages and attributes start at multiples of four. */
    static int align(int length) {
        return (length + 3) & ~3;
    }

    /** The name of a request, for error messages. */
    static String nameOf(int type) {
        return switch (type) {
            case RTM_NEWLINK -> "RTM_NEWLINK";
            case RTM_DELLINK -> "RTM_DELLINK";
            case RTM_GETLINK -> "RTM_GETLINK";
            case RTM_SETLINK -> "RTM_SETLINK";
            case RTM_NEWADDR -> "RTM_NEWADDR";
            case RTM_GETADDR -> "RTM_GETADDR";
            case RTM_DELADDR -> "RTM_DELADDR";
            case RTM_NEWROUTE -> "RTM_NEWROUTE";
            case RTM_DELROUTE -> "RTM_DELROUTE";
            case RTM_NEWNEIGH -> "RTM_NEWNEIGH";
            case RTM_NEWNSID -> "RTM_NEWNSID";
            case RTM_GETNSID -> "RTM_GETNSID";
            default -> "netlink message " + type;
        };
    }
}
