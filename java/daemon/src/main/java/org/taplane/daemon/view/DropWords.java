package org.taplane.daemon.view;

import java.util.OptionalInt;
import org.taplane.control.config.StormLimits;
import org.taplane.control.config.VlanConfig;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.Trace;
import org.taplane.dataplane.bridge.Trace.Drop;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.MacAddress;

/** Why a frame goes no further. */
final class DropWords {
    private final RunningBridge bridge;
    private final RunningPort port;
    private final Trace trace;
    private final TracedFrame frame;

    /** @param port by which the frame comes in */
    DropWords(RunningBridge bridge, RunningPort port, Trace trace, TracedFrame frame) {
        this.bridge = bridge;
        this.port = port;
        this.trace = trace;
        this.frame = frame;
    }

    String because(Drop drop) {
        return switch (drop.reason()) {
            case TOO_SHORT -> "it is shorter than an Ethernet header";
            case SOURCE_GROUP -> "its source is a group address, which no station sends from";
            case SOURCE_ZERO -> "its source address is zero";
            case TAG_TRUNCATED -> "it ends inside its VLAN tag";
            case VID_RESERVED -> "VLAN ID 4095 is reserved";
            case VLAN_NOT_ALLOWED -> vlanNotAllowed();
            case UNTAGGED_NOT_ALLOWED -> "it names no VLAN, and " + port.name() + " has no native VLAN";
            case LINK_LOCAL ->
                MacAddress.format(frame.destination()) + " belongs to the link: the group-forward-mask of "
                        + bridge.name() + " does not let it pass, and nothing in the switch takes it";
            case PUNT_RATE -> "more frames for the switch itself come in by " + port.name() + " than it takes";
            case SAME_PORT -> "the destination is where the frame comes from";
            case NO_EGRESS -> "no other port that is up carries VLAN " + trace.vid();
            case STORM_CONTROL -> storm();
            case ISOLATED -> isolated();
            case PORT_DOWN -> down(drop.slot());
            case MTU_EXCEEDED -> tooLong(drop.slot());
            default -> "the guide says more about this reason";
        };
    }

    private String vlanNotAllowed() {
        if (!frame.isTagged()) {
            return port.name() + " does not carry VLAN " + trace.vid();
        }
        if (port.config().vlan() instanceof VlanConfig.Access(int vlan)) {
            return port.name() + " is an access port of VLAN " + vlan + " and takes no frame whose tag names a VLAN";
        }
        return port.name() + " does not carry VLAN " + Dot1Q.vid(frame.tci());
    }

    private String storm() {
        StormLimits limits = port.config().features().stormControl();
        if (frame.destination() == Ethernet.BROADCAST) {
            return storm("broadcast", limits.broadcast());
        }
        return Ethernet.isGroup(frame.destination())
                ? storm("multicast", limits.multicast())
                : storm("unknown unicast", limits.unknownUnicast());
    }

    private String storm(String kind, OptionalInt limit) {
        return "more " + kind + " frames come in by " + port.name() + " than the "
                + (limit.isPresent() ? limit.getAsInt() + " a second " : "") + "that may be flooded";
    }

    private String isolated() {
        return trace.destination()
                .map(seen -> port.name() + " and the destination's port are isolated from each other")
                .orElse(port.name() + " and every other port of VLAN " + trace.vid() + " are isolated from each other");
    }

    private String down(int slot) {
        PortPlan plan = trace.plan().port(slot);
        return plan.name() + (plan.state() == PortState.DISABLED ? " is disabled" : " is down");
    }

    private String tooLong(int slot) {
        PortPlan plan = trace.plan().port(slot);
        int payload = frame.length() - Ethernet.HEADER - (frame.isTagged() ? Dot1Q.TAG : 0);
        return "it has " + payload + " bytes of payload, and the MTU of " + plan.name() + " is " + plan.mtu();
    }
}
