package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.taplane.dataplane.frame.Burst;

/** Any frames in one burst: each leaves once, as it came or in a joined frame that gives it back. */
final class GroFuzzTest {
    private static final int LENGTH = 2;

    /** The input is frames, each behind its length in two bytes. */
    @FuzzTest
    void join(byte[] input) {
        List<Packet> packets = packets(ByteBuffer.wrap(input));
        Joined joined = Joined.of(packets);

        assertThat(joined.packets()).containsExactlyInAnyOrderElementsOf(packets);
        assertThat(joined.slabAfter()).isEqualTo(joined.slabBefore());
    }

    private static List<Packet> packets(ByteBuffer in) {
        List<Packet> packets = new ArrayList<>();
        while (in.remaining() >= LENGTH && packets.size() < Burst.CAPACITY) {
            byte[] frame = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining())];
            in.get(frame);
            packets.add(Packet.of(frame));
        }
        return packets;
    }
}
