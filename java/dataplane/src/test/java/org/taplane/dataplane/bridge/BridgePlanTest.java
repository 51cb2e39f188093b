package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.port.PortSet;

final class BridgePlanTest {
    private static final int MTU = 1500;
    private static final VlanMembership[] MEMBERSHIPS = {
        VlanMembership.access(1),
        VlanMembership.access(2),
        VlanMembership.trunk(IntStream.of(1, 2, 3)),
        VlanMembership.trunk(IntStream.rangeClosed(1, 4094)),
        VlanMembership.mapped(IntStream.of(3))
    };

    /** A port of each choice, in slots far apart; those of an odd choice are down. */
    private static List<PortPlan> ports(List<Integer> choices) {
        List<PortPlan> ports = new ArrayList<>();
        for (int choice : choices) {
            ports.add(new PortPlan(
                    ports.size() * 37,
                    "p" + ports.size(),
                    MEMBERSHIPS[choice >> 1],
                    MTU,
                    true,
                    PortState.ofLink((choice & 1) == 0)));
        }
        return ports;
    }

    private static List<Integer> flooded(BridgePlan plan, int vid, int ingress) {
        List<Integer> slots = new ArrayList<>();
        PortSet vlan = plan.members(vid);
        for (int word = vlan.firstWord(); word < vlan.endWord(); word++) {
            for (long left = plan.flooded(vlan, word, plan.port(ingress)); left != 0; left &= left - 1) {
                slots.add(word * 64 + Long.numberOfTrailingZeros(left));
            }
        }
        return slots;
    }

    private static List<Integer> expected(List<PortPlan> ports, int vid, int ingress) {
        return ports.stream()
                .filter(port -> port.state() == PortState.FORWARDING)
                .filter(port -> port.vlans().carries(vid))
                .map(PortPlan::slot)
                .filter(slot -> slot != ingress)
                .toList();
    }

    @Property(tries = 300)
    void aVlanIsFloodedToItsOtherPortsThatForward(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 9) Integer> choices,
            @ForAll @IntRange(min = 1, max = 5) int vid,
            @ForAll @IntRange(max = 11) int from) {
        List<PortPlan> ports = ports(choices);
        BridgePlan plan = BridgePlan.of(ports);
        int ingress = ports.get(from % ports.size()).slot();

        assertThat(flooded(plan, vid, ingress)).isEqualTo(expected(ports, vid, ingress));
        assertThat(plan.floods(vid, plan.port(ingress)))
                .isEqualTo(!expected(ports, vid, ingress).isEmpty());
        assertThat(plan.ports()).isEqualTo(ports);
    }

    @Property(tries = 300)
    void aLinkChangeIsAsAPlanMadeAnew(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 9) Integer> choices,
            @ForAll List<@IntRange(max = 23) Integer> changes) {
        List<PortPlan> ports = ports(choices);
        BridgePlan plan = BridgePlan.of(ports);
        for (int change : changes) {
            int at = (change >> 1) % ports.size();
            PortState state = PortState.ofLink((change & 1) == 0);
            plan = plan.withLink(ports.get(at).slot(), state, MTU + change);
            ports.set(at, ports.get(at).withLink(state, MTU + change));
        }

        assertThat(plan.ports()).isEqualTo(ports);
        for (int vid = 1; vid <= 4; vid++) {
            assertThat(flooded(plan, vid, 0)).isEqualTo(expected(ports, vid, 0));
        }
    }

    @Test
    void aSlotWithoutAPortNeitherSendsNorLearns() {
        BridgePlan plan = BridgePlan.of(ports(List.of(0, 0)));
        for (int slot : new int[] {1, 38, Location.MAX_PORT}) {
            assertThat(plan.port(slot).sends()).isFalse();
            assertThat(plan.port(slot).learns()).isFalse();
        }
        assertThat(BridgePlan.of(List.of()).port(0).sends()).isFalse();
    }

    @Test
    void twoPortsInOneSlotAreAMistake() {
        PortPlan port = ports(List.of(0)).getFirst();
        assertThatIllegalArgumentException().isThrownBy(() -> BridgePlan.of(List.of(port, port)));
    }

    /** Ten flaps a second of a port among a thousand that carry every VLAN are to leave the collector alone. */
    @Test
    void aLinkChangeMakesLittleGarbage() {
        int count = 1000;
        BridgePlan plan = BridgePlan.of(IntStream.range(0, count)
                .mapToObj(slot -> new PortPlan(slot, "p" + slot, MEMBERSHIPS[3], MTU, true, PortState.FORWARDING))
                .toList());
        int changes = 1000;
        for (int i = 0; i < changes; i++) {
            plan = plan.withLink(i % count, PortState.DOWN, MTU);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < changes; i++) {
            plan = plan.withLink(i % count, PortState.FORWARDING, MTU);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / changes;

        assertThat(each).isLessThan(10_000);
        assertThat(flooded(plan, 4094, 0)).hasSize(count - 1);
    }
}
