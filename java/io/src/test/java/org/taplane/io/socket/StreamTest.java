package org.taplane.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;

class StreamTest {
    private static final int FRAME = 1514;

    @TempDir
    Path directory;

    private StreamRig rig;

    @BeforeEach
    void connect() throws IOException {
        rig = new StreamRig(directory);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private static byte[] frame(int length, int seed) {
        byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        return frame;
    }

    @Test
    void manyFramesOfOneWriteAllCome() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            frames.add(frame(60 + i % 3, i));
        }
        rig.send(StreamRig.stream(frames));

        for (byte[] frame : frames) {
            assertThat(rig.nextReceived()).isEqualTo(frame);
        }
        assertThat(rig.received).isEmpty();
    }

    /** Whatever the pieces are in which the stream comes, the frames are the same. */
    @Test
    void cutsMakeNoDifference() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 60; round++) {
            List<byte[]> frames = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                frames.add(frame(random.nextInt(random.nextInt(20) == 0 ? 65_000 : 2000), round + i));
            }
            byte[] stream = StreamRig.stream(frames);
            for (int at = 0; at < stream.length; ) {
                int next = Math.min(
                        stream.length, at + 1 + random.nextInt(1 + random.nextInt(round % 2 == 0 ? 5000 : 70_000)));
                rig.send(Arrays.copyOfRange(stream, at, next));
                at = next;
            }
            for (byte[] frame : frames) {
                assertThat(rig.nextReceived()).isEqualTo(frame);
            }
        }
        assertThat(rig.ends).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {65_558, 0x7fffffff, 0x80000000, -1})
    void aLengthThatNoFrameHasEndsTheConnection(int length) throws Exception {
        rig.send(StreamRig.stream(List.of(frame(60, 1))));
        rig.send(ByteBuffer.allocate(30).putInt(length).array());

        assertThat(rig.end()).contains("length");
        assertThat(rig.received).hasSize(1);
        assertThat(rig.port.counters().drops(DropReason.STREAM_BAD_LENGTH)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 63})
    void aFrameThatIsCutOffIsCounted(int bytes) throws Exception {
        rig.send(Arrays.copyOf(StreamRig.stream(List.of(frame(60, 1))), bytes));
        rig.peer.close();

        assertThat(rig.end()).contains("closed");
        assertThat(rig.received).isEmpty();
        assertThat(rig.port.counters().drops(DropReason.STREAM_CUT_OFF)).isEqualTo(1);
    }

    @Test
    void anEndBetweenFramesIsNoDrop() throws Exception {
        rig.send(StreamRig.stream(List.of(frame(60, 1))));
        rig.peer.close();

        assertThat(rig.end()).contains("closed");
        assertThat(rig.received).hasSize(1);
        assertThat(rig.port.counters().rxDrops()).isZero();
    }

    /**
     * The peer does not read: frames are dropped and counted, the shard is not held up. When it reads at last, it finds
     * whole frames, the last of them ended without another one having been sent.
     */
    @Test
    void aSlowReaderLosesWholeFrames() throws Exception {
        Burst burst = Burst.allocate(64 * 2048);
        FrameList frames = new FrameList();
        byte[] content = frame(FRAME, 5);
        for (int i = 0; i < Burst.CAPACITY; i++) {
            burst.set(i, Burst.dataOffset() + i * 2048 + Burst.HEADROOM, FRAME);
            burst.slab().putBytes(burst.start(i), content, 0, FRAME);
            frames.add(i);
        }
        long offered = 0;
        while (rig.port.counters().drops(DropReason.QUEUE_FULL) < 1000) {
            rig.transmit(burst, frames);
            offered += frames.size();
        }
        long sent = rig.port.counters().txFrames();

        assertThat(sent + rig.port.counters().drops(DropReason.QUEUE_FULL)).isEqualTo(offered);
        assertThat(rig.read(sent)).hasSize((int) sent).allMatch(frame -> Arrays.equals(frame, content));
        assertThat(rig.isDrainedAfterClose()).isTrue();
    }

    @Test
    void framesForAPeerThatIsGoneAreCounted() throws Exception {
        Burst burst = Burst.allocate(2048);
        burst.set(0, Burst.dataOffset() + Burst.HEADROOM, 60);
        FrameList frames = new FrameList();
        frames.add(0);
        rig.peer.close();
        rig.end();

        rig.transmit(burst, frames);

        assertThat(rig.port.counters().drops(DropReason.NO_PEER)).isEqualTo(1);
    }
}
