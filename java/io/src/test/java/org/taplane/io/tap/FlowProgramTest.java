package org.taplane.io.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.io.ebpf.Ebpf;
import org.taplane.io.ebpf.ProgramRun;
import org.taplane.io.sys.Fd;
import org.taplane.io.tap.FlowFrames.Flow;

/** The program as the kernel runs it, frame by frame. */
class FlowProgramTest {
    private static final int FLOWS = 1000;
    private static final int QUEUES = 8;
    private static final int ETHERNET = 14;
    private static final int PORTS = 4;

    /** A fixed seed: what is judged is the program, not the luck of the day. */
    private final Random random = new Random(7);

    private Fd program;

    @BeforeEach
    void load() {
        program = Ebpf.load("test", FlowProgram.assemble());
    }

    @AfterEach
    void unload() {
        program.close();
    }

    private int hash(byte[] frame) {
        return ProgramRun.of(program, frame);
    }

    @ParameterizedTest
    @EnumSource
    void allOfAFlowHaveOneHashInBothDirections(FlowFrames kind) {
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = Flow.random(random);
            int hash = hash(kind.frame(flow, 0));

            assertThat(hash(kind.frame(flow, 0xff))).isEqualTo(hash);
            assertThat(hash(kind.frame(flow.reversed(), 0x5a))).isEqualTo(hash);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowsAreSharedOutEvenly(FlowFrames kind) {
        assertEven(i -> kind.frame(Flow.random(random), 0));
    }

    /** As clients count them up. */
    @ParameterizedTest
    @EnumSource(names = {"TCP4", "UDP4", "TCP4_WITH_OPTIONS", "TAGGED4", "SERVICE_TAGGED4", "TCP6", "UDP6", "TAGGED6"})
    void neighbouringPortsAreSharedOutEvenly(FlowFrames kind) {
        long from = random.nextLong();
        long to = random.nextLong();
        assertEven(i -> kind.frame(new Flow(from, to, 32_768 + i, 80), 0));
        assertEven(i -> kind.frame(new Flow(from, to, 32_768 + i, 5000 + i), 0));
    }

    @ParameterizedTest
    @EnumSource
    void neighbouringStationsAreSharedOutEvenly(FlowFrames kind) {
        assertEven(i -> kind.frame(new Flow(0x0a00_0000 + i, 0x0a00_ff01, 7, 80), 0));
        assertEven(i -> kind.frame(new Flow(0x0a00_0000 + i, 0x0a00_ff01 + i, 7, 80), 0));
    }

    /** Six standard deviations of a fair spread are let pass. */
    private void assertEven(IntFunction<byte[]> frames) {
        int[] queues = new int[QUEUES];
        for (int i = 0; i < FLOWS; i++) {
            queues[Integer.remainderUnsigned(hash(frames.apply(i)), QUEUES)]++;
        }
        int fair = FLOWS / QUEUES;
        int tolerated = (int) (6 * Math.sqrt(fair));
        for (int frame : queues) {
            assertThat(frame).isBetween(fair - tolerated, fair + tolerated);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrameThatIsCutOffHasAHash(FlowFrames kind) {
        byte[] whole = kind.frame(Flow.random(random), 0);
        int needed = kind == FlowFrames.OTHER ? ETHERNET : kind.transport() + (kind.hasPorts() ? PORTS : 0);
        for (int length = 1; length <= whole.length; length++) {
            assertThat(hash(Arrays.copyOf(whole, length)))
                    .as("of %d bytes", length)
                    .isEqualTo(length < needed ? 0 : hash(whole));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x2000, 0x1fff})
    void fragmentsOfADatagramStayTogether(int fragment) {
        Flow flow = Flow.random(random);
        byte[] piece = FlowFrames.FIRST_FRAGMENT.frame(flow, 0x77);
        ByteBuffer.wrap(piece).putShort(20, (short) fragment);

        assertThat(hash(piece)).isEqualTo(hash(FlowFrames.LAST_FRAGMENT.frame(flow, 0)));
    }

    @Test
    void whatIsNotOfTheFlowDoesNotMatter() {
        Flow flow = Flow.random(random);
        byte[] frame = FlowFrames.TCP4.frame(flow, 0);
        byte[] other = frame.clone();
        for (int at : new int[] {0, 5, 6, 11, 15, 18, 22, 24}) { // MAC addresses, TOS, identification, TTL, checksum
            other[at] ^= 0x55;
        }

        assertThat(hash(other)).isEqualTo(hash(frame));
        assertThat(hash(FlowFrames.TAGGED4.frame(flow, 0))).isEqualTo(hash(frame));
    }
}
