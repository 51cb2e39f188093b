package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.VirtioNetHdr;

final class SplittingForwarderTest {
    private static final long STATION = 0x0200_0000_0002L;
    private static final long SENDER = 0x0200_0000_0001L;
    private static final int PAYLOAD = 3_000;
    private static final int SIZE = 1_000;
    private static final int HEADERS = 14 + 20 + 8 + 8 + 14 + 20 + 20;

    private final BridgeFixture bridge = BridgeFixture.ofAccessPorts(2, 1);
    private final List<String> selections = new ArrayList<>();
    private final SplittingForwarder forwarder = new SplittingForwarder(
            burst -> {
                selections.add(BitSet.valueOf(new long[] {burst.frames()}) + " of " + burst.ingress());
                bridge.bridge().forward(burst);
            },
            new Splitter(0));

    @Test
    void piecesTakeTheFramesPlace() {
        Burst burst = bridge.load(List.of(plain(1), vxlan(), plain(2), plain(3), vxlan()));
        request(burst, 1, SIZE);
        request(burst, 4, SIZE);
        forward(burst, 5);

        assertThat(selections).containsExactly("{0} of 0", "{0, 1, 2} of 0", "{2, 3} of 0", "{0, 1, 2} of 0");
        assertThat(bridge.sent(1).stream().map(sent -> sent.bytes().length))
                .containsExactly(
                        60,
                        HEADERS + SIZE,
                        HEADERS + SIZE,
                        HEADERS + SIZE,
                        60,
                        60,
                        HEADERS + SIZE,
                        HEADERS + SIZE,
                        HEADERS + SIZE);
        assertThat(bridge.counters(0).rxDrops()).isZero();
    }

    @Test
    void whatNobodyCanCutIsCountedOnce() {
        Burst burst = bridge.load(List.of(plain(1), vxlan(), plain(2)));
        request(burst, 1, 0);
        forward(burst, 3);

        assertThat(bridge.drops(0, DropReason.BAD_OFFLOAD)).isEqualTo(1);
        assertThat(bridge.counters(0).rxDrops()).isEqualTo(1);
        assertThat(bridge.sent(1)).hasSize(2);
    }

    private void forward(Burst burst, int frames) {
        burst.select(Burst.first(frames), 0);
        forwarder.forward(burst);
    }

    private static void request(Burst burst, int frame, int size) {
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(frame, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(frame, size);
        burst.csumStart(frame, HEADERS - 20);
        burst.csumOffset(frame, 16);
    }

    private static byte[] plain(int number) {
        return Frames.plain(STATION, SENDER + (number << 8));
    }

    private static byte[] vxlan() {
        ByteBuffer out = ByteBuffer.wrap(Frames.typed(STATION, SENDER, 0x0800, HEADERS - 14 + PAYLOAD));
        putIpv4(out, 14, 17);
        out.putShort(38, (short) (out.capacity() - 34)).putShort(40, (short) 0);
        out.putShort(62, (short) 0x0800);
        putIpv4(out, 64, 6);
        out.put(96, (byte) 0x50);
        byte[] frame = new byte[out.capacity()];
        out.get(0, frame);
        return frame;
    }

    private static void putIpv4(ByteBuffer out, int at, int protocol) {
        out.putShort(at, (short) 0x4500).putShort(at + 2, (short) (out.capacity() - at));
        out.putShort(at + 6, (short) 0x4000).put(at + 9, (byte) protocol);
    }
}
