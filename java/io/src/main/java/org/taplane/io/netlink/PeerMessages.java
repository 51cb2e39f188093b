package org.taplane.io.netlink;

import java.util.OptionalInt;
import org.taplane.io.sys.Fd;

/**
 * Messages about the numbers that a namespace has for others: {@code struct rtgenmsg} of {@code linux/rtnetlink.h}, one
 * byte and three of padding, then attributes of {@code linux/net_namespace.h}.
 */
final class PeerMessages {
    private static final int HEADER = 4;
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    private static final int NETNSA_NSID_NOT_ASSIGNED = -1;

    private PeerMessages() {}

    static Request get(Fd netns) {
        return header(Request.of(Nl.RTM_GETNSID, 0)).attribute32(NETNSA_FD, netns.value());
    }

    /** The kernel chooses the number. */
    static Request assign(Fd netns) {
        return header(Request.of(Nl.RTM_NEWNSID, 0))
                .attribute32(NETNSA_NSID, NETNSA_NSID_NOT_ASSIGNED)
                .attribute32(NETNSA_FD, netns.value());
    }

    private static Request header(Request request) {
        return request.u32(0);
    }

    /** The number that a message tells; empty if the namespace has none. */
    static OptionalInt id(Message message) {
        int id = message.attributesAfter(HEADER).u32(NETNSA_NSID).orElse(NETNSA_NSID_NOT_ASSIGNED);
        return id == NETNSA_NSID_NOT_ASSIGNED ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
