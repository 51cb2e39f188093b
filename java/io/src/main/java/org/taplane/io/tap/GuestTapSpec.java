package org.taplane.io.tap;

import java.util.OptionalInt;
import org.taplane.io.netlink.InterfaceName;
import org.taplane.io.netlink.TunSettings;
import org.taplane.io.sys.Netns;

/**
 * A TAP device for a guest.
 *
 * @param name of the interface, at most 15 bytes
 * @param netns where it is made
 * @param sockets by which frames are exchanged, one a shard, 1 to 256
 * @param mtu 68 to 65521
 * @param owner number of the user who may open its queues, as an unsigned number; empty: whoever the group allows
 * @param group likewise, of a group; the kernel wants both if both are there
 * @param multiQueue whether the guest opens several queues
 * @param persist whether the device stays when it is closed
 */
public record GuestTapSpec(
        String name,
        Netns netns,
        int sockets,
        int mtu,
        OptionalInt owner,
        OptionalInt group,
        boolean multiQueue,
        boolean persist) {
    public GuestTapSpec {
        InterfaceName.check(name);
    }

    /** What a device has to be like in order to be taken for this one. */
    TunSettings settings() {
        return new TunSettings(true, owner, group, multiQueue, true);
    }
}
