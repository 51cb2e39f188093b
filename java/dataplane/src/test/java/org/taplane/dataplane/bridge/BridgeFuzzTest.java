package org.taplane.dataplane.bridge;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.fuzz.Script;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.rate.TokenBucket;

/** Bursts of anything through a bridge with ports of every kind; {@link JudgingPort} and the bridge's totals judge. */
final class BridgeFuzzTest {
    private static final int MAX_BURSTS = 12;
    private static final int MAX_FRAMES = 4;
    private static final PortSet ISOLATED = PortSet.of(9).with(10);

    /**
     * The input is bursts:
     *
     * <pre>
     *   u8      ingress port, modulo the number of ports
     *   u8      number of frames less one, modulo 4; the six higher bits: seconds that pass before
     *   frames  {@link Arrival}
     * </pre>
     */
    @FuzzTest
    void forward(byte[] input) {
        Script script = new Script(input);
        JudgedBridge bridge = new JudgedBridge(ports());
        for (int burst = 0; burst < MAX_BURSTS && script.hasMore(); burst++) {
            receive(bridge, script);
        }
    }

    private static void receive(JudgedBridge bridge, Script script) {
        int ingress = script.u8() % bridge.ports();
        int shape = script.u8();
        List<Arrival> arrivals = new ArrayList<>();
        for (int frame = 0; frame <= shape % MAX_FRAMES; frame++) {
            arrivals.add(Arrival.read(script, bridge.port(ingress)));
        }
        bridge.passMillis(1 + shape / MAX_FRAMES * 1000);
        bridge.receive(ingress, arrivals);
    }

    /** Every VLAN mode; MTUs from the smallest of IPv4 to the longest of a TAP; one port that is down, one that only listens, one
     * that is disabled, and two with features. */
    private static PortPlan[] ports() {
        return new PortPlan[] {
            new PortPlan(0, "access", VlanMembership.access(10), 1500, true, PortState.FORWARDING)
                    .withPunts(Punts.of(EnumSet.of(PuntReason.LLDP), 1)),
            new PortPlan(1, "other", VlanMembership.access(20), 9000, true, PortState.FORWARDING),
            new PortPlan(2, "trunk", VlanMembership.trunk(IntStream.of(10, 20, 30)), 1500, true, PortState.FORWARDING),
            new PortPlan(3, "native", VlanMembership.trunk(IntStream.of(10, 20), 30), 576, true, PortState.FORWARDING),
            new PortPlan(
                    4, "all", VlanMembership.trunk(IntStream.range(1, 4095), 10), 65_521, true, PortState.FORWARDING),
            new PortPlan(5, "tunnel", VlanMembership.mapped(IntStream.of(10, 20)), 1450, true, PortState.FORWARDING),
            new PortPlan(6, "down", VlanMembership.access(10), 1500, true, PortState.DOWN),
            new PortPlan(7, "silent", VlanMembership.trunk(IntStream.of(10, 40)), 65_521, false, PortState.FORWARDING),
            new PortPlan(8, "disabled", VlanMembership.access(10), 1500, true, PortState.DISABLED),
            new PortPlan(9, "isolated", VlanMembership.access(10), 1500, true, PortState.FORWARDING)
                    .withFeatures(List.of(new Isolation(ISOLATED))),
            new PortPlan(10, "bounded", VlanMembership.trunk(IntStream.of(10, 20)), 1500, true, PortState.FORWARDING)
                    .withFeatures(List.of(new Isolation(ISOLATED), storm())),
        };
    }

    /** Few enough that a burst may be too many. */
    private static StormControl storm() {
        return new StormControl(Arrays.stream(FloodKind.values())
                .map(kind -> new StormControl.Limit(kind, new TokenBucket(2, 1)))
                .toList());
    }
}
