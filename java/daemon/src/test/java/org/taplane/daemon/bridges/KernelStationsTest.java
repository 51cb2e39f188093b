package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.daemon.bridges.KernelStationsRig.BRIDGE;
import static org.taplane.daemon.bridges.KernelStationsRig.VLAN;
import static org.taplane.daemon.bridges.KernelStationsRig.end;
import static org.taplane.daemon.bridges.KernelStationsRig.mac;
import static org.taplane.daemon.bridges.KernelStationsRig.station;

import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.StormLimits;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.PortState;
import org.taplane.dataplane.frame.Tick;
import org.taplane.io.fastpath.FastPath;
import org.taplane.io.fastpath.FastPort;

/** What the kernel is told, and when it is taken back. */
@Timeout(60)
class KernelStationsTest {
    private static final int A = 11;
    private static final int B = 12;
    private static final int C = 13;
    private static final OptionalInt NOWHERE = OptionalInt.empty();

    private final KernelStationsRig rig = new KernelStationsRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private OptionalInt inKernel(int number) {
        return rig.kernel.end(station(number));
    }

    private static OptionalInt behind(int slot) {
        return OptionalInt.of(end(slot));
    }

    @Test
    void stationsBehindPortsThatTakePartAreTold() {
        rig.hear(A, 0);
        rig.hear(B, 1);
        rig.hear(C, 2);
        assertThat(rig.kernel.stations()).isEmpty();
        rig.stations.publish();
        assertThat(inKernel(A)).isEqualTo(behind(0));
        assertThat(inKernel(B)).isEqualTo(behind(1));
        assertThat(inKernel(C)).isEqualTo(NOWHERE);
        assertThat(rig.stations.size()).isEqualTo(2);
    }

    @Test
    void aStationInAVlanThatItsPortDoesNotCarryIsNotTold() {
        long stray = Fdb.station(VLAN + 1, mac(A));
        rig.domain.fdb().learn(stray, Location.of(0, 0), Tick.now());
        rig.learn(B, 1);
        assertThat(rig.kernel.stations()).containsOnlyKeys(station(B));
    }

    @Test
    void theTableIsNotReadWhileNothingIsReceived() {
        rig.learn(A, 0);
        rig.domain.fdb().learn(station(B), Location.of(1, 0), Tick.now());
        rig.stations.publish();
        assertThat(inKernel(B)).isEqualTo(NOWHERE);
        rig.learn(A, 0);
        assertThat(inKernel(B)).isEqualTo(behind(1));
    }

    @Test
    void theStationsEndOfAPairIsReachedDirectly() {
        rig.learn(0, 0);
        rig.learn(A, 0);
        rig.learn(1, 0);
        assertThat(rig.kernel.isDirect(station(0))).isTrue();
        assertThat(rig.kernel.isDirect(station(A))).isFalse();
        assertThat(rig.kernel.isDirect(station(1)))
                .as("the address of another port's")
                .isFalse();
    }

    @Test
    void aStationThatMovesIsTakenAlong() {
        rig.learn(A, 0);
        rig.hear(A, 1);
        assertThat(rig.wakeups()).isEqualTo(1);
        rig.stations.settle();
        assertThat(inKernel(A)).isEqualTo(behind(1));
        rig.hear(A, 2);
        rig.stations.settle();
        assertThat(inKernel(A)).isEqualTo(NOWHERE);
        assertThat(rig.stations.size()).isZero();
    }

    @Test
    void whatTheBridgeForgetsTheKernelForgets() {
        rig.learn(A, 0);
        rig.learn(B, 1);
        rig.domain.fdb().remove(VLAN, mac(A));
        rig.stations.settle();
        assertThat(inKernel(A)).isEqualTo(NOWHERE);
        rig.domain.fdb().flushPort(1);
        rig.stations.settle();
        assertThat(rig.kernel.stations()).isEmpty();
        assertThat(rig.wakeups()).isEqualTo(2);
    }

    @Test
    void whoIsNotTheKernelsConcernWakesNobody() {
        rig.learn(C, 2);
        rig.hear(C, 2);
        rig.domain.fdb().remove(VLAN, mac(C));
        assertThat(rig.wakeups()).isZero();
    }

    /** Between the question where it is and the kernel's answer a shard may learn that it is elsewhere. */
    @Test
    void aStationThatMovesWhileItIsToldIsNotLeftBehind() {
        rig.kernel.meanwhile(() -> rig.domain.fdb().learn(station(A), Location.of(1, 0), Tick.now()));
        rig.learn(A, 0);
        assertThat(inKernel(A)).isEqualTo(NOWHERE);
        rig.kernel.meanwhile(() -> {});
        rig.stations.settle();
        rig.learn(A, 1);
        assertThat(inKernel(A)).isEqualTo(behind(1));
    }

    @Test
    void anotherTableCountsAtOnce() {
        rig.learn(A, 0);
        Fdb next = new Fdb(64, 300_000, 1);
        rig.domain.replace(next);
        rig.stations.followTable();
        assertThat(rig.kernel.stations()).isEmpty();
        rig.learn(B, 0);
        next.flushPort(0);
        assertThat(rig.wakeups()).isEqualTo(1);
        rig.stations.settle();
        assertThat(rig.kernel.stations()).isEmpty();
    }

    @Test
    void aPortIsToldAsThePlanHasIt() {
        assertThat(rig.kernel.port(end(0))).isEqualTo(new FastPort(true, BRIDGE, VLAN, false, false, 1500));
        rig.publishPort(0, PortState.FORWARDING, 9000);
        assertThat(rig.kernel.port(end(0))).isEqualTo(new FastPort(true, BRIDGE, VLAN, false, false, 9000));
    }

    @Test
    void aPortThatDoesNotForwardTakesNoPart() {
        rig.learn(A, 0);
        rig.learn(B, 1);
        rig.publishPort(0, PortState.DOWN, 1500);
        assertThat(rig.kernel.port(end(0)).active()).isFalse();
        assertThat(inKernel(A)).isEqualTo(NOWHERE);
        assertThat(inKernel(B)).isEqualTo(behind(1));
        rig.publishPort(0, PortState.FORWARDING, 1500);
        rig.learn(A, 0);
        assertThat(inKernel(A)).isEqualTo(behind(0));
    }

    @Test
    void whileItIsSuspendedTheSwitchDecidesAboutEverything() {
        rig.learn(A, 0);
        rig.suspend(true);
        assertThat(rig.kernel.port(end(0)).active()).isFalse();
        assertThat(rig.kernel.port(end(1)).active()).isFalse();
        rig.learn(A, 0);
        assertThat(rig.kernel.stations()).isEmpty();
        rig.suspend(false);
        rig.learn(A, 0);
        assertThat(inKernel(A)).isEqualTo(behind(0));
    }

    @Test
    void isolationIsTheKernelsToKnowAndStormControlIsNot() {
        PortFeatures isolated = new PortFeatures(StormLimits.NONE, true, true, LldpConfig.OFF);
        StormLimits limits = new StormLimits(OptionalInt.of(10), OptionalInt.empty(), OptionalInt.of(10));
        PortFeatures limited = new PortFeatures(limits, false, true, LldpConfig.OFF);
        try (KernelStationsRig other = new KernelStationsRig(isolated, limited)) {
            assertThat(other.kernel.port(end(0))).isEqualTo(new FastPort(true, BRIDGE, VLAN, false, true, 1500));
            assertThat(other.kernel.port(end(1))).isEqualTo(new FastPort(true, BRIDGE, VLAN, false, false, 1500));
        }
    }

    @Test
    void whoTheKernelHearsIsNotForgotten() {
        int longAgo = Tick.now() - 200_000;
        rig.hear(A, 0, longAgo);
        rig.hear(B, 1, longAgo);
        rig.stations.publish();
        rig.stations.heard(station(A), end(0), 1_000);
        rig.stations.heard(station(B), end(0), 1_000);
        assertThat(rig.idleMillis(A)).isBetween(0, 100_000);
        assertThat(rig.idleMillis(B))
                .as("heard by a port that it is not behind")
                .isGreaterThan(100_000);
        rig.stations.heard(station(C), end(0), 1_000);
        assertThat(rig.idleMillis(C)).isEqualTo(-1);
    }

    @Test
    void aFullKernelIsAskedAgain() {
        rig.kernel.hasRoomFor(1);
        rig.learn(A, 0);
        rig.learn(B, 1);
        assertThat(inKernel(B)).isEqualTo(NOWHERE);
        assertThat(rig.stations.size()).isEqualTo(1);
        rig.kernel.hasRoomFor(2);
        rig.learn(B, 1);
        assertThat(inKernel(B)).isEqualTo(behind(1));
    }

    private void crowd() {
        for (int taken = 0; taken < FastPath.MAX_STATIONS / 2; taken++) {
            rig.room.taken();
        }
    }

    @Test
    void whereRoomIsScarceOnlyWhoGoesOnSpeakingIsTakenIn() {
        crowd();
        int first = Tick.now() - 1_000;
        rig.hear(A, 0, first);
        rig.hear(B, 1, first);
        rig.stations.publish();
        assertThat(rig.kernel.stations()).isEmpty();
        rig.hear(A, 0, first + 2 * Fdb.GRANULE);
        rig.stations.publish();
        assertThat(inKernel(A)).isEqualTo(behind(0));
        assertThat(inKernel(B)).isEqualTo(NOWHERE);
    }

    @Test
    void whereRoomIsScarceWhoIsSilentGoes() {
        rig.learn(A, 0);
        rig.learn(B, 1);
        rig.stations.heard(station(A), end(0), 20_000);
        assertThat(inKernel(A)).as("there is room").isEqualTo(behind(0));
        crowd();
        rig.stations.heard(station(A), end(0), 20_000);
        rig.stations.heard(station(B), end(1), 5_000);
        assertThat(inKernel(A)).isEqualTo(NOWHERE);
        assertThat(inKernel(B)).isEqualTo(behind(1));
    }

    @Test
    void aBridgeThatEndsLeavesNothing() {
        rig.learn(A, 0);
        rig.learn(B, 1);
        rig.stations.end();
        assertThat(rig.kernel.stations()).isEmpty();
        assertThat(rig.stations.size()).isZero();
        assertThat(rig.room.isEasy()).isTrue();
    }
}
