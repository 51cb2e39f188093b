package org.taplane.dataplane.vxlan;

import java.util.Arrays;
import java.util.List;
import org.taplane.dataplane.bridge.Forwarder;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Vxlan;

/**
 * What happens to the datagrams of one UDP endpoint in one shard: each goes to the port that has its VNI, loses its
 * VXLAN header there, and is forwarded together with its neighbours of the same port.
 *
 * <p>Datagrams that belong to no port (cut short, no VNI, a VNI that no port has) are counted at the endpoint's first
 * port, so that they appear among the drops that users look at.
 */
public final class VxlanIngress {
    /**
     * A port of the endpoint.
     *
     * @param number of the switch port
     * @param forwarder what takes the frames that came in by it
     */
    public record Member(VxlanPort port, int number, Forwarder forwarder) {}

    private static final int DROPPED = -1;

    private final VniTable vnis;
    private final Member[] members;
    /** Which member each frame of the burst in hand belongs to. */
    private final int[] owners = new int[Burst.CAPACITY];

    /**
     * The ingress of an endpoint that these ports, at least one, share.
     *
     * @throws IllegalArgumentException if two of them have one VNI
     */
    public VxlanIngress(List<Member> members) {
        this.members = members.toArray(Member[]::new);
        vnis = new VniTable(members.stream()
                .map(member -> member.port().tunnel().settings().vnis())
                .toList());
    }

    /** The tunnels of all ports. */
    List<VxlanTunnel> tunnels() {
        return Arrays.stream(members).map(member -> member.port().tunnel()).toList();
    }

    /** Takes the first {@code count} datagrams of the burst: each starts with its VXLAN header. */
    public void receive(Burst burst, int count) {
        for (int frame = 0; frame < count; frame++) {
            owners[frame] = decapsulate(burst, frame);
        }
        for (int first = 0; first < count; ) {
            int end = endOfRun(first, count);
            forward(burst, first, end);
            first = end;
        }
    }

    private int decapsulate(Burst burst, int frame) {
        int at = burst.start(frame);
        if (burst.length(frame) < Vxlan.HEADER) {
            return drop(DropReason.VXLAN_TRUNCATED);
        }
        if (!Vxlan.hasVni(burst.slab(), at)) {
            return drop(DropReason.VXLAN_NO_VNI);
        }
        int entry = vnis.find(Vxlan.vni(burst.slab(), at));
        return entry == VniTable.ABSENT ? drop(DropReason.VXLAN_UNKNOWN_VNI) : decapsulate(burst, frame, entry);
    }

    private int decapsulate(Burst burst, int frame, int entry) {
        int owner = vnis.port(entry);
        return members[owner].port().decapsulator().decapsulate(burst, frame, vnis.vlan(entry)) ? owner : DROPPED;
    }

    /** Counts a datagram that did not come as far as here. */
    int drop(DropReason reason) {
        drop(reason, 1);
        return DROPPED;
    }

    void drop(DropReason reason, int count) {
        members[0].port().counters().dropReceived(reason, count);
    }

    private int endOfRun(int first, int count) {
        int end = first + 1;
        while (end < count && owners[end] == owners[first]) {
            end++;
        }
        return end;
    }

    private void forward(Burst burst, int first, int end) {
        if (owners[first] == DROPPED) {
            return;
        }
        Member member = members[owners[first]];
        burst.select(first, end, member.number());
        member.forwarder().forward(burst);
    }
}
