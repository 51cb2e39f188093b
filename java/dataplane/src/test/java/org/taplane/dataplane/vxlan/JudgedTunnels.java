package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.taplane.dataplane.bridge.Bridge;
import org.taplane.dataplane.bridge.BridgeDomain;
import org.taplane.dataplane.bridge.BridgePlan;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.PortPlan;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.bridge.VlanMembership;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortTable;
import org.taplane.dataplane.tunnel.RecordingSender;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;

/**
 * Two tunnels that share an endpoint, one closed and strict, one that learns and inherits; a TAP; and a third tunnel to
 * elsewhere. Every burst must add up, and every datagram that leaves must be one that a kernel takes.
 */
final class JudgedTunnels {
    private static final int MTU = 1450;
    private static final int FAR_MTU = 1400;
    private static final int FAR_VNI = 99;
    private static final VtepAddress FAR = Vtep.address("10.9.0.2");
    private static final List<VtepAddress> BOTH = List.of(FAR, Vtep.address("10.9.0.3"));
    private static final int LONGEST = 14 + 4 + MTU;
    private static final List<DropReason> OF_TUNNELS = List.of(
            DropReason.VXLAN_TRUNCATED,
            DropReason.VXLAN_NO_VNI,
            DropReason.VXLAN_RESERVED_BITS,
            DropReason.VXLAN_UNKNOWN_VNI,
            DropReason.VXLAN_UNKNOWN_REMOTE,
            DropReason.ECN_CONFLICT);

    private final List<RecordingSender> senders = new ArrayList<>();
    private final VxlanPort closed = open(new TunnelSettings(
            Vtep.LOCAL, VniMap.single(42), List.of(Vtep.PEER), Optional.empty(), false, true, OptionalInt.of(0), MTU));
    private final VxlanPort learning = open(new TunnelSettings(
            Vtep.LOCAL,
            VniMap.byVlan(Map.of(10, 10_010, 20, 10_020)),
            List.of(Vtep.PEER),
            Optional.empty(),
            true,
            false,
            OptionalInt.empty(),
            MTU));
    /** Its own MTU is less than the bridge believes: it has to refuse by itself. */
    private final VxlanPort far = open(new TunnelSettings(
            Vtep.LOCAL, VniMap.single(FAR_VNI), BOTH, Optional.empty(), false, false, OptionalInt.empty(), FAR_MTU));

    private final Port[] ports = {
        new AccountedPort(closed), new AccountedPort(learning), new AccountedPort(far), new TapLikePort(1500)
    };
    private final VxlanIngress ingress;

    JudgedTunnels() {
        BridgePlan plan = BridgePlan.of(List.of(
                new PortPlan(
                        0, "closed", VlanMembership.trunk(IntStream.of(10, 20), 10), MTU, true, PortState.FORWARDING),
                new PortPlan(
                        1, "learning", VlanMembership.mapped(IntStream.of(10, 20)), MTU, true, PortState.FORWARDING),
                new PortPlan(2, "far", VlanMembership.trunk(IntStream.of(10, 20), 20), MTU, true, PortState.FORWARDING),
                new PortPlan(3, "tap", VlanMembership.trunk(IntStream.of(10, 20)), 1500, true, PortState.FORWARDING)));
        Bridge bridge = new Bridge(
                new BridgeDomain("br0", new Fdb(64, 300_000, 42), plan),
                table(),
                new PuntRing(1 << 10, () -> {}),
                (port, fault) -> {
                    throw new AssertionError("port " + port + " failed", fault);
                });
        ingress = new VxlanIngress(
                List.of(new VxlanIngress.Member(closed, 0, bridge), new VxlanIngress.Member(learning, 1, bridge)));
    }

    private PortTable table() {
        PortTable table = new PortTable();
        for (int slot = 0; slot < ports.length; slot++) {
            table.put(slot, ports[slot]);
        }
        return table;
    }

    private VxlanPort open(TunnelSettings settings) {
        RecordingSender sender = new RecordingSender(senders.size() % 2 == 0, 16);
        senders.add(sender);
        return new VxlanPort(new Tunnel(settings), sender, true);
    }

    /** Carries the datagrams through as one burst. The slab ends where the last one ends: an over-read of it throws. */
    void receive(List<HostileDatagram> datagrams) {
        int bytes = datagrams.stream()
                .mapToInt(datagram -> Burst.HEADROOM + datagram.bytes().length)
                .sum();
        Burst burst = Burst.allocate(bytes);
        int at = Burst.dataOffset();
        for (int number = 0; number < datagrams.size(); number++) {
            datagrams.get(number).load(burst, number, at + Burst.HEADROOM);
            at += Burst.HEADROOM + datagrams.get(number).bytes().length;
        }
        Totals before = totals();
        ingress.receive(burst, Burst.first(datagrams.size()));

        requireTotals(datagrams.size(), before, totals());
        requireDatagrams();
    }

    /** A datagram is refused by a tunnel, or is a frame that the bridge refuses, or that ports send or drop. */
    private static void requireTotals(int datagrams, Totals before, Totals after) {
        long refused = after.refused - before.refused;
        long frames = after.frames - before.frames;
        long dropped = after.dropped - before.dropped;
        long out = after.out - before.out;
        assertThat(refused + frames).isEqualTo(datagrams);
        assertThat(dropped + out).isGreaterThanOrEqualTo(datagrams);
        assertThat(dropped).isGreaterThanOrEqualTo(refused);
    }

    private record Totals(long refused, long frames, long dropped, long out) {}

    private Totals totals() {
        return new Totals(
                OF_TUNNELS.stream()
                        .mapToLong(reason -> sum(counters -> counters.drops(reason)))
                        .sum(),
                sum(PortCounters::rxFrames),
                sum(PortCounters::rxDrops),
                sum(counters -> counters.txFrames() + counters.txDrops()));
    }

    private long sum(ToLongFunction<PortCounters> count) {
        return Arrays.stream(ports).map(Port::counters).mapToLong(count).sum();
    }

    private void requireDatagrams() {
        for (RecordingSender.Datagram datagram : takeSent(0)) {
            requireHeader(datagram, 42);
            assertThat(datagram.to()).isEqualTo(Vtep.PEER);
        }
        for (RecordingSender.Datagram datagram : takeSent(1)) {
            requireHeader(datagram, 10_010, 10_020);
            assertThat(datagram.to().isMulticast()).isFalse();
            assertThat(datagram.to()).isNotEqualTo(Vtep.LOCAL);
        }
        for (RecordingSender.Datagram datagram : takeSent(2)) {
            requireHeader(datagram, FAR_VNI);
            assertThat(datagram.to()).isIn(BOTH);
        }
    }

    private List<RecordingSender.Datagram> takeSent(int port) {
        List<RecordingSender.Datagram> sent = List.copyOf(senders.get(port).sent());
        senders.get(port).sent().clear();
        return sent;
    }

    private static void requireHeader(RecordingSender.Datagram datagram, Integer... vnis) {
        byte[] bytes = datagram.bytes();
        assertThat(Arrays.copyOf(bytes, 4)).containsExactly(8, 0, 0, 0);
        assertThat((bytes[4] & 0xff) << 16 | (bytes[5] & 0xff) << 8 | (bytes[6] & 0xff))
                .isIn((Object[]) vnis);
        assertThat(bytes[7]).isZero();
        assertThat(datagram.frame()).hasSizeBetween(14, LONGEST);
    }
}
