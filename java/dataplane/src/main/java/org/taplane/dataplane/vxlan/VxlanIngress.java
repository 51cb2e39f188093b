package org.taplane.dataplane.vxlan;

import java.util.ArrayList;
import java.util.List;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.wire.Vxlan;

/**
 * What happens to the datagrams of one UDP endpoint in one shard: each goes to the port that has its VNI, loses its
 * VXLAN header there, and is forwarded together with all of its burst that belong to the same port, in their order.
 *
 * <p>Datagrams that belong to no port (cut short, no VNI, a VNI that no port has) are counted at the endpoint's first
 * port, so that they appear among the drops that users look at.
 */
public final class VxlanIngress {
    /**
     * A port of the endpoint.
     *
     * @param slot of the switch port
     * @param forwarder what takes the frames that came in by it
     */
    public record Member(VxlanPort port, int slot, Forwarder forwarder) {}

    /** Length of what is left of a datagram that had no UDP checksum, where the endpoint marks those. */
    private static final int UNCHECKED = 1;

    private final boolean marksUnchecked;
    private final VniTable vnis;
    private final Member[] members;

    /** The frames of the burst in hand that belong to each member. */
    private final long[] sets;

    /** The members that have frames, each once, in order of the first. */
    private final FrameList touched = new FrameList();

    /**
     * The ingress of an endpoint that these ports, at least one, share.
     *
     * @throws IllegalArgumentException if two of them have one VNI
     */
    public VxlanIngress(List<Member> members) {
        this(members, false);
    }

    /**
     * As {@link #VxlanIngress(List)}.
     *
     * @param marksUnchecked whether a datagram of one byte is one that had no UDP checksum and was to have one
     */
    public VxlanIngress(List<Member> members, boolean marksUnchecked) {
        this.marksUnchecked = marksUnchecked;
        this.members = members.toArray(Member[]::new);
        sets = new long[this.members.length];
        List<VniMap> maps = new ArrayList<>();
        for (Member member : members) {
            maps.add(member.port().tunnel().settings().vnis());
        }
        vnis = new VniTable(maps);
    }

    /** The tunnels of all ports. */
    List<Tunnel> tunnels() {
        List<Tunnel> tunnels = new ArrayList<>();
        for (Member member : members) {
            tunnels.add(member.port().tunnel());
        }
        return tunnels;
    }

    /** Takes datagrams of the burst: each starts with its VXLAN header. */
    public void receive(Burst burst, long datagrams) {
        forget();
        for (long left = datagrams; left != 0; left &= left - 1) {
            sort(burst, Long.numberOfTrailingZeros(left));
        }
        for (int i = 0; i < touched.size(); i++) {
            Member member = members[touched.get(i)];
            burst.select(sets[touched.get(i)], member.slot());
            member.forwarder().forward(burst);
        }
    }

    /** What an exception kept from being forwarded must not be forwarded with others. */
    private void forget() {
        for (int i = 0; i < touched.size(); i++) {
            sets[touched.get(i)] = 0;
        }
        touched.clear();
    }

    private void sort(Burst burst, int frame) {
        int at = burst.start(frame);
        if (burst.length(frame) < Vxlan.HEADER) {
            drop(shortage(burst.length(frame)), 1);
        } else if (!Vxlan.hasVni(burst.slab(), at)) {
            drop(DropReason.VXLAN_NO_VNI, 1);
        } else {
            sort(burst, frame, vnis.find(Vxlan.vni(burst.slab(), at)));
        }
    }

    private void sort(Burst burst, int frame, int entry) {
        if (entry == VniTable.ABSENT) {
            drop(DropReason.VXLAN_UNKNOWN_VNI, 1);
            return;
        }
        int owner = vnis.port(entry);
        if (members[owner].port().decapsulator().decapsulate(burst, frame, vnis.vlan(entry))) {
            if (sets[owner] == 0) {
                touched.add(owner);
            }
            sets[owner] |= 1L << frame;
        }
    }

    private DropReason shortage(int length) {
        return marksUnchecked && length == UNCHECKED ? DropReason.UDP_CHECKSUM_ZERO : DropReason.VXLAN_TRUNCATED;
    }

    /** Counts datagrams that belong to no port, or that did not come as far as here. */
    void drop(DropReason reason, int count) {
        members[0].port().counters().dropReceived(reason, count);
    }
}
