package org.taplane.dataplane.bridge;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.taplane.dataplane.feature.Chain;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.PortSet;

/**
 * A port as the bridge's rules see it.
 *
 * @param slot where the shards have the port
 * @param name what the operator calls it
 * @param vlans which VLANs it carries, and how
 * @param mtu longest payload of a frame it carries, in bytes, without Ethernet header and VLAN tag
 * @param learning whether source addresses are learned on it while it forwards
 * @param state what its link allows
 * @param barred the ports that what came in here is not flooded to: itself, and what its features add
 * @param punts which of the frames that come in by it are for the switch itself
 * @param received the port's features of {@link Stage#RECEIVED}; and so on
 */
public record PortPlan(
        int slot,
        String name,
        VlanMembership vlans,
        int mtu,
        boolean learning,
        PortState state,
        PortSet barred,
        Punts punts,
        Chain received,
        Chain admitted,
        Chain routed,
        Chain leaving) {
    /** In every slot that has no port of the bridge: carries nothing. */
    static final PortPlan ABSENT =
            new PortPlan(-1, "absent", VlanMembership.trunk(IntStream.empty()), 0, false, PortState.DOWN);

    /** A port without features. */
    public PortPlan(int slot, String name, VlanMembership vlans, int mtu, boolean learning, PortState state) {
        this(
                slot,
                name,
                vlans,
                mtu,
                learning,
                state,
                slot < 0 ? PortSet.EMPTY : PortSet.of(slot),
                Punts.NONE,
                Chain.EMPTY,
                Chain.EMPTY,
                Chain.EMPTY,
                Chain.EMPTY);
    }

    public PortPlan withLink(PortState next, int linkMtu) {
        return new PortPlan(
                slot, name, vlans, linkMtu, learning, next, barred, punts, received, admitted, routed, leaving);
    }

    /** The port with exactly these frames taken for the switch. */
    public PortPlan withPunts(Punts next) {
        return new PortPlan(slot, name, vlans, mtu, learning, state, barred, next, received, admitted, routed, leaving);
    }

    /** The port with exactly these features; those of one stage in this order. */
    public PortPlan withFeatures(List<Feature> features) {
        PortSet all = PortSet.of(slot);
        for (Feature feature : features) {
            all = all.with(feature.barred());
        }
        return new PortPlan(
                slot,
                name,
                vlans,
                mtu,
                learning,
                state,
                all,
                punts,
                Chain.of(features, Stage.RECEIVED),
                Chain.of(features, Stage.ADMITTED),
                Chain.of(features, Stage.ROUTED),
                Chain.of(features, Stage.LEAVING));
    }

    /**
     * The port as it is now for a frame that is not really there.
     *
     * @param objector told of the feature that lets the frame go no further
     */
    PortPlan rehearsal(Consumer<Feature> objector) {
        return new PortPlan(
                slot,
                name,
                vlans,
                mtu,
                learning,
                state,
                barred,
                punts.rehearsal(),
                received.rehearsal(objector),
                admitted.rehearsal(objector),
                routed.rehearsal(objector),
                leaving.rehearsal(objector));
    }

    /** The port with no station learned on it. */
    PortPlan withoutLearning() {
        return new PortPlan(slot, name, vlans, mtu, false, state, barred, punts, received, admitted, routed, leaving);
    }

    /** Whether there is a port in the slot. */
    boolean isPresent() {
        return slot >= 0;
    }

    /** Whether frames may leave by it. */
    boolean sends() {
        return state == PortState.FORWARDING;
    }

    /** Whether stations are learned on it now. */
    boolean learns() {
        return learning && state == PortState.FORWARDING;
    }
}
