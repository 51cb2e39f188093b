package org.taplane.control.reconcile;

import java.util.Optional;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;

/** Which changes a port's device does not survive. */
final class Remaking {
    private Remaking() {}

    static boolean isNeeded(PortConfig before, PortConfig after) {
        return switch (before) {
            case TapConfig tap -> !(after instanceof TapConfig); // the rest is set on the device, or moves it
            case PacketConfig packet -> !(after instanceof PacketConfig next && isSameDevice(packet, next));
            case VxlanConfig vxlan -> !(after instanceof VxlanConfig next && isSameEndpoint(vxlan, next));
        };
    }

    private static boolean isSameDevice(PacketConfig before, PacketConfig after) {
        return before.device().equals(after.device()) && before.netns().equals(after.netns());
    }

    /** Another endpoint has other sockets, or another underlay device. */
    private static boolean isSameEndpoint(VxlanConfig before, VxlanConfig after) {
        return before.local().equals(after.local())
                && before.udpPort() == after.udpPort()
                && before.underlay() == after.underlay()
                && groupOf(before).equals(groupOf(after));
    }

    private static Optional<VxlanPeers> groupOf(VxlanConfig config) {
        return config.peers() instanceof VxlanPeers.Group group ? Optional.of(group) : Optional.empty();
    }
}
