package org.taplane.control.reconcile;

import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.SocketPortConfig;
import org.taplane.control.config.VxlanConfig;

/** Which ports cannot be there at the same time: they have a name, a device or an endpoint in common. */
final class Clash {
    private Clash() {}

    static boolean isBetween(PortConfig one, PortConfig other) {
        return one.name().equals(other.name())
                || (one instanceof PacketConfig a && other instanceof PacketConfig b && isSameDevice(a, b))
                || (one instanceof VxlanConfig c && other instanceof VxlanConfig d && isSameAddress(c, d))
                || (one instanceof SocketPortConfig e && other instanceof SocketPortConfig f && e.isInTheWayOf(f));
    }

    private static boolean isSameDevice(PacketConfig one, PacketConfig other) {
        return one.device().equals(other.device()) && one.netns().equals(other.netns());
    }

    private static boolean isSameAddress(VxlanConfig one, VxlanConfig other) {
        return one.local().equals(other.local());
    }
}
