package org.taplane.control.reconcile;

import java.util.List;
import java.util.stream.Collectors;
import org.taplane.control.config.DgramConfig;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.config.StreamConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.wire.MacAddress;

/** A change as operators read it. */
public final class PlanText {
    private PlanText() {}

    /** {@code +}, {@code ~} or {@code -}: what comes, what changes, what goes. */
    public static char sign(Change change) {
        return switch (change) {
            case Change.AddBridge _, Change.AddPort _, Change.AddStation _ -> '+';
            case Change.SetBridge _, Change.SetPort _ -> '~';
            case Change.RemoveBridge _, Change.RemovePort _, Change.RemoveStation _ -> '-';
        };
    }

    /** What it is about: {@code port br0/web}. */
    public static String subject(Change change) {
        return switch (change) {
            case Change.AddBridge(var bridge) -> "bridge " + bridge.name();
            case Change.RemoveBridge(var bridge) -> "bridge " + bridge.name();
            case Change.SetBridge(var before, var bridge, var details) -> "bridge " + bridge.name();
            case Change.AddPort(var bridge, var port) -> port(bridge, port);
            case Change.RemovePort(var bridge, var port) -> port(bridge, port);
            case Change.SetPort(var bridge, var before, var port, var details) -> port(bridge, port);
            case Change.AddStation(var bridge, var entry) -> station(bridge, entry);
            case Change.RemoveStation(var bridge, var entry) -> station(bridge, entry);
        };
    }

    /** What there is to say beyond that, or nothing. */
    public static String details(Change change) {
        return switch (change) {
            case Change.AddPort(var bridge, var port) -> port.type() + ", " + vlan(port.vlan()) + device(port);
            case Change.SetBridge set -> String.join(", ", set.details());
            case Change.SetPort set ->
                String.join(", ", set.details()) + (set.remakes() ? " (the device is made anew)" : "");
            case Change.AddStation(var bridge, var entry) -> "behind port " + entry.port();
            case Change.AddBridge _, Change.RemoveBridge _, Change.RemovePort _, Change.RemoveStation _ -> "";
        };
    }

    /** One line: {@code ~ port br0/desk: vlan access 10 -> 20}. */
    public static String line(Change change) {
        String details = details(change);
        return sign(change) + " " + subject(change) + (details.isEmpty() ? "" : ": " + details);
    }

    public static List<String> lines(Plan plan) {
        return plan.changes().stream().map(PlanText::line).collect(Collectors.toList());
    }

    private static String port(String bridge, PortConfig port) {
        return "port " + bridge + "/" + port.name();
    }

    private static String station(String bridge, StaticEntry entry) {
        return "station " + bridge + "/" + MacAddress.format(entry.mac()) + " vlan " + entry.vlan();
    }

    private static String vlan(VlanConfig vlan) {
        return switch (vlan) {
            case VlanConfig.Access(int vid) -> "vlan access " + vid;
            case VlanConfig.Trunk trunk ->
                "vlan trunk " + trunk.listed()
                        + (trunk.nativeVlan().isPresent()
                                ? " native " + trunk.nativeVlan().getAsInt()
                                : "");
        };
    }

    private static String device(PortConfig port) {
        return switch (port) {
            case OwnDeviceConfig own ->
                own.netns().map(netns -> ", netns " + netns).orElse("");
            case GuestTapConfig guest ->
                guest.access().owner().map(owner -> ", owner " + owner).orElse("")
                        + guest.access()
                                .group()
                                .map(group -> ", group " + group)
                                .orElse("")
                        + guest.netns().map(netns -> ", netns " + netns).orElse("");
            case PacketConfig packet ->
                ", device " + packet.device()
                        + packet.netns().map(netns -> ", netns " + netns).orElse("");
            case VxlanConfig vxlan -> ", local " + vxlan.local().getHostAddress();
            case StreamConfig stream ->
                (stream.role() == StreamConfig.Role.LISTEN ? ", listen " : ", connect ") + stream.address();
            case DgramConfig dgram -> ", local " + dgram.local() + ", remote " + dgram.remote();
        };
    }
}
