package org.taplane.dataplane.bridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.port.PortSet;

/**
 * An immutable snapshot of a bridge's ports and of who floods to whom.
 *
 * <p>What a VLAN is flooded to is not kept but found a word of 64 ports at a time: the ports that carry the VLAN, that
 * forward at the moment, and that the ingress port is not barred from. So a link that goes up or down changes one set,
 * however many VLANs it carries.
 */
public final class BridgePlan {
    private final PortPlan[] ports;
    private final VlanMembers members;
    private final PortSet forwarding;
    private final ReservedAddresses reserved;

    private BridgePlan(PortPlan[] ports, VlanMembers members, PortSet forwarding, ReservedAddresses reserved) {
        this.ports = ports;
        this.members = members;
        this.forwarding = forwarding;
        this.reserved = reserved;
    }

    /** The plan of a bridge with these ports, each in a slot of its own; it relays no more than the standard has it. */
    public static BridgePlan of(Collection<PortPlan> ports) {
        return of(ports, ReservedAddresses.STANDARD);
    }

    /** The plan of a bridge with these ports, each in a slot of its own. */
    public static BridgePlan of(Collection<PortPlan> ports, ReservedAddresses reserved) {
        int slots = 0;
        for (PortPlan port : ports) {
            slots = Math.max(slots, port.slot() + 1);
        }
        PortPlan[] bySlot = new PortPlan[slots];
        Arrays.fill(bySlot, PortPlan.ABSENT);
        BitSet forwarding = new BitSet();
        for (PortPlan port : ports) {
            if (bySlot[port.slot()].isPresent()) {
                throw new IllegalArgumentException("two ports in slot " + port.slot());
            }
            bySlot[port.slot()] = port;
            forwarding.set(port.slot(), port.sends());
        }
        return new BridgePlan(bySlot, new VlanMembers(ports), PortSet.of(forwarding), reserved);
    }

    /** The port in that slot; one that carries nothing if the bridge has none there. */
    public PortPlan port(int slot) {
        return slot < ports.length ? ports[slot] : PortPlan.ABSENT;
    }

    /** In order of their slots. */
    public List<PortPlan> ports() {
        List<PortPlan> present = new ArrayList<>(Arrays.asList(ports));
        present.removeIf(port -> !port.isPresent());
        return present;
    }

    /** The same bridge with the link of the port in {@code slot} changed: cheap, however many ports and VLANs there are. */
    public BridgePlan withLink(int slot, PortState state, int mtu) {
        PortPlan[] next = ports.clone();
        next[slot] = next[slot].withLink(state, mtu);
        PortSet up = next[slot].sends() ? forwarding.with(slot) : forwarding.without(slot);
        return new BridgePlan(next, members, up, reserved);
    }

    /**
     * The same bridge for a frame that is not really there.
     *
     * @param objectors by slot: told of the port's feature that lets the frame go no further
     */
    BridgePlan rehearsal(IntFunction<Consumer<Feature>> objectors) {
        PortPlan[] next = ports.clone();
        for (int slot = 0; slot < next.length; slot++) {
            if (next[slot].isPresent()) {
                next[slot] = next[slot].rehearsal(objectors.apply(slot));
            }
        }
        return new BridgePlan(next, members, forwarding, reserved);
    }

    /** The same bridge with no station learned on the port in {@code slot}. */
    BridgePlan withoutLearning(int slot) {
        PortPlan[] next = ports.clone();
        next[slot] = next[slot].withoutLearning();
        return new BridgePlan(next, members, forwarding, reserved);
    }

    /** What becomes of frames to reserved group addresses that no port takes for the switch. */
    ReservedAddresses reserved() {
        return reserved;
    }

    /** The ports that carry the VLAN. */
    PortSet members(int vid) {
        return members.of(vid);
    }

    /** Those of one word of a VLAN's members to which a frame that came in by {@code ingress} is flooded. */
    long flooded(PortSet vlan, int word, PortPlan ingress) {
        return vlan.word(word) & forwarding.word(word) & ~ingress.barred().word(word);
    }

    /** Whether the VLAN has a port that forwards beside {@code ingress}, be it barred from there or not. */
    boolean hasOther(int vid, PortPlan ingress) {
        PortSet vlan = members(vid);
        for (int word = vlan.firstWord(); word < vlan.endWord(); word++) {
            long self = word == ingress.slot() >>> 6 ? 1L << ingress.slot() : 0;
            if ((vlan.word(word) & forwarding.word(word) & ~self) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a frame of the VLAN that came in by {@code ingress} is flooded to anybody. */
    boolean floods(int vid, PortPlan ingress) {
        PortSet vlan = members(vid);
        for (int word = vlan.firstWord(); word < vlan.endWord(); word++) {
            if (flooded(vlan, word, ingress) != 0) {
                return true;
            }
        }
        return false;
    }
}
