package org.taplane.control.reconcile;

import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.SocketPortConfig;
import org.taplane.control.config.VxlanConfig;

/** Which changes a port's device does not survive. */
final class Remaking {
    private Remaking() {}

    static boolean isNeeded(PortConfig before, PortConfig after) {
        return switch (before) {
            case OwnDeviceConfig own -> !(after instanceof OwnDeviceConfig next && own.hasSamePlace(next));
            case GuestTapConfig guest -> !(after instanceof GuestTapConfig next && guest.hasSameDevice(next));
            case PacketConfig packet -> !(after instanceof PacketConfig next && isSameDevice(packet, next));
            case VxlanConfig vxlan ->
                !(after instanceof VxlanConfig next && vxlan.tunnelOnly().equals(next.tunnelOnly()));
            case SocketPortConfig socket -> !(after instanceof SocketPortConfig next && socket.isSameSocket(next));
        };
    }

    private static boolean isSameDevice(PacketConfig before, PacketConfig after) {
        return before.device().equals(after.device()) && before.netns().equals(after.netns());
    }
}
