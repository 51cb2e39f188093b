package org.taplane.io.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.ebpf.ProgramRun;
import org.taplane.io.testkit.Frames;

/** What the program makes of a frame, by the kernel itself: a frame that is repeated is counted, one that is missed is not. */
class ProgramsTest {
    /** A test's frame comes in by the loopback interface. */
    private static final int IN = 1;

    private static final int OUT = 7;
    private static final int TWIN = 8;
    private static final int TC_ACT_REDIRECT = 7;
    private static final int BRIDGE = 3;
    private static final int VLAN = 10;
    private static final long A = 0x0200_0000_0001L;
    private static final long B = 0x0200_0000_0002L;
    private static final byte[] A_TO_B = Frames.of("020000000002 020000000001 88b5");
    private static final FastPort ACCESS = new FastPort(true, BRIDGE, VLAN, false, false, 1500);
    private static final FastPort TRUNK = new FastPort(true, BRIDGE, 1, true, false, 1500);

    private FastPath path;

    @BeforeEach
    void load() {
        path = FastPath.load();
        path.setPort(IN, TWIN, ACCESS);
        path.setPort(OUT, TWIN, ACCESS);
        path.putStation(BRIDGE, VLAN, A, IN, true);
        path.putStation(BRIDGE, VLAN, B, OUT, true);
    }

    @AfterEach
    void close() {
        path.close();
    }

    private boolean isForwarded(byte[] frame) {
        FastCounters before = path.counters(IN);
        assertThat(ProgramRun.ofFrame(path.fromStation(), frame)).isEqualTo(TC_ACT_REDIRECT);
        FastCounters after = path.counters(IN);
        return after.rxFrames() != before.rxFrames();
    }

    @Test
    void aFrameBetweenKnownStationsIsForwardedAndCounted() {
        assertThat(isForwarded(A_TO_B)).isTrue();
        assertThat(path.counters(IN)).isEqualTo(new FastCounters(1, A_TO_B.length, 0, 0));
        assertThat(path.counters(OUT)).isEqualTo(new FastCounters(0, 0, 1, A_TO_B.length));
        path.clearCounters(OUT);
        assertThat(path.counters(OUT)).isEqualTo(FastCounters.NONE);
    }

    @Test
    void aFrameOfOrToAnUnknownStationIsNot() {
        assertThat(isForwarded(Frames.of("020000000003 020000000001 88b5"))).isFalse();
        assertThat(isForwarded(Frames.of("020000000002 020000000003 88b5"))).isFalse();
        assertThat(isForwarded(Frames.of("ffffffffffff 020000000001 88b5"))).isFalse();
        assertThat(isForwarded(Frames.of("0180c2000000 020000000001 88b5"))).isFalse();
    }

    @Test
    void theVlanAndTheBridgeCount() {
        path.setPort(IN, TWIN, new FastPort(true, BRIDGE, 11, false, false, 1500));
        assertThat(isForwarded(A_TO_B)).isFalse();
        path.setPort(IN, TWIN, new FastPort(true, 4, VLAN, false, false, 1500));
        assertThat(isForwarded(A_TO_B)).isFalse();
        path.setPort(IN, TWIN, ACCESS);
        assertThat(isForwarded(A_TO_B)).isTrue();
    }

    @Test
    void aStationThatIsKnownElsewhereHasMoved() {
        path.putStation(BRIDGE, VLAN, A, OUT, true);
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void aFrameToAStationOfTheSamePortIsTheSwitchsToDrop() {
        path.putStation(BRIDGE, VLAN, B, IN, true);
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void aStationThatWasRemovedIsNotKnown() {
        assertThat(path.removeStation(BRIDGE, VLAN, B)).isTrue();
        assertThat(path.removeStation(BRIDGE, VLAN, B)).isFalse();
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void bothPortsTakePartOrNone() {
        path.setPort(OUT, TWIN, FastPort.INACTIVE);
        assertThat(isForwarded(A_TO_B)).isFalse();
        path.setPort(OUT, TWIN, ACCESS);
        path.setPort(IN, TWIN, FastPort.INACTIVE);
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void isolatedPortsExchangeNothing() {
        FastPort isolated = new FastPort(true, BRIDGE, VLAN, false, true, 1500);
        path.setPort(OUT, TWIN, isolated);
        assertThat(isForwarded(A_TO_B)).isTrue();
        path.setPort(IN, TWIN, isolated);
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void aFrameThatIsTooLongIsTheSwitchsToDrop() {
        path.setPort(OUT, TWIN, new FastPort(true, BRIDGE, VLAN, false, false, 100));
        assertThat(isForwarded(ofLength(114))).isTrue();
        assertThat(isForwarded(ofLength(115))).isFalse();
    }

    /** IPv4 without options, and TCP with a header of 32 bytes, or UDP; the frame is 3014 bytes long. */
    @Test
    void segmentsAreAsLongAsTheyWillBe() {
        byte[] tcp = Frames.of("020000000002 020000000001 0800 45 00 0bb8 0000 0000 40 06 0000 0a000001 0a000002"
                + " 0000 0000 00000000 00000000 80 10 0000 0000 0000");
        assertThat(segmentsAreForwarded(tcp, 1448)).isTrue();
        assertThat(segmentsAreForwarded(tcp, 1449)).isFalse();
        byte[] udp = Frames.of("020000000002 020000000001 0800 45 00 0bb8 0000 0000 40 11 0000 0a000001 0a000002");
        assertThat(segmentsAreForwarded(udp, 1472)).isTrue();
        assertThat(segmentsAreForwarded(udp, 1473)).isFalse();
        path.setPort(OUT, TWIN, new FastPort(true, BRIDGE, VLAN, false, false, 1499));
        assertThat(segmentsAreForwarded(udp, 1000))
                .as("it could be a tunnel's, with more headers")
                .isFalse();
    }

    private boolean segmentsAreForwarded(byte[] headers, int size) {
        byte[] frame = Arrays.copyOf(headers, 3014);
        long before = path.counters(IN).rxFrames();
        assertThat(ProgramRun.ofSegments(path.fromStation(), frame, size).result())
                .isEqualTo(TC_ACT_REDIRECT);
        return path.counters(IN).rxFrames() > before;
    }

    private static byte[] ofLength(int length) {
        byte[] frame = new byte[length];
        System.arraycopy(A_TO_B, 0, frame, 0, 14);
        return frame;
    }

    @Test
    void aTrunkTakesAnUntaggedFrameInItsNativeVlanOnly() {
        path.setPort(IN, TWIN, TRUNK);
        assertThat(isForwarded(A_TO_B)).isFalse();
        path.putStation(BRIDGE, 1, A, IN, true);
        path.putStation(BRIDGE, 1, B, OUT, true);
        assertThat(isForwarded(A_TO_B)).isTrue();
        path.setPort(IN, TWIN, new FastPort(true, BRIDGE, 0, true, false, 1500));
        assertThat(isForwarded(A_TO_B)).isFalse();
    }

    @Test
    void aTagThatIsAddedCountsAsBytesSent() {
        path.setPort(OUT, TWIN, TRUNK);
        assertThat(isForwarded(A_TO_B)).isTrue();
        assertThat(path.counters(OUT).txBytes()).isEqualTo(A_TO_B.length + 4);
    }

    @Test
    void theTimeOfASourceIsKept() {
        isForwarded(A_TO_B);
        List<String> seen = new ArrayList<>();
        path.forEachStation((bridge, vid, mac, end, idle) ->
                seen.add("%d %d %012x %d %s".formatted(bridge, vid, mac, end, idle < 10_000)));
        assertThat(seen).containsExactlyInAnyOrder("3 10 020000000001 1 true", "3 10 020000000002 7 true");
    }

    @Test
    void manyStationsAreShownOnceEach() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(path.putStation(BRIDGE, 1, 0x0200_0001_0000L + i, OUT, false))
                    .isTrue();
        }
        List<Long> seen = new ArrayList<>();
        path.forEachStation((bridge, vid, mac, end, idle) -> seen.add(mac));
        assertThat(seen).hasSize(20_002).doesNotHaveDuplicates();
    }
}
