package org.taplane.io.netlink;

import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * What a TUN or TAP device was made as.
 *
 * @param isTap whether it carries Ethernet frames
 * @param owner number of the user who may open it, as an unsigned number; empty: any
 * @param group likewise, of a group
 * @param multiQueue whether several queues may be open
 * @param persist whether it stays when nobody has it open
 */
public record TunSettings(boolean isTap, OptionalInt owner, OptionalInt group, boolean multiQueue, boolean persist) {
    static final int IFLA_TUN_OWNER = 1; // linux/if_link.h
    static final int IFLA_TUN_GROUP = 2;
    static final int IFLA_TUN_TYPE = 3;
    static final int IFLA_TUN_PERSIST = 6;
    static final int IFLA_TUN_MULTI_QUEUE = 7;
    private static final int IFF_TAP = 2; // linux/if_tun.h

    static TunSettings parse(Attributes data) {
        return new TunSettings(
                data.u8(IFLA_TUN_TYPE) == IFF_TAP,
                data.u32(IFLA_TUN_OWNER),
                data.u32(IFLA_TUN_GROUP),
                data.u8(IFLA_TUN_MULTI_QUEUE) == 1,
                data.u8(IFLA_TUN_PERSIST) == 1);
    }

    /** As the options of {@code ip tuntap}. */
    @Override
    public String toString() {
        StringJoiner options = new StringJoiner(" ").add(isTap ? "mode tap" : "mode tun");
        owner.ifPresent(uid -> options.add("user " + Integer.toUnsignedString(uid)));
        group.ifPresent(gid -> options.add("group " + Integer.toUnsignedString(gid)));
        if (multiQueue) {
            options.add("multi_queue");
        }
        return options.add(persist ? "that persists" : "that goes with whoever has it open")
                .toString();
    }
}
