package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a frame: an over-read throws, because the slab ends where the frame ends. */
final class FrameFuzzTest {
    @FuzzTest
    void layers(byte[] frame) {
        Slab slab = Slab.copyOf(frame);
        long layers = Layers.of(slab, 0, frame.length);
        FlowHash.of(slab, 0, frame.length);
        assertOthersAreInside(slab, frame.length);
        if (!Layers.isIp(layers)) {
            assertThat(layers).isEqualTo(Layers.NONE);
            return;
        }
        int available = Layers.end(layers) - Layers.transport(layers);
        assertThat(Layers.end(layers)).isLessThanOrEqualTo(frame.length);
        assertThat(available).isNotNegative();
        if (Tcp.isWhole(slab, Layers.transport(layers), available)) {
            slab.u8(Layers.transport(layers) + Tcp.headerLength(slab, Layers.transport(layers)) - 1);
        }
        if (Udp.isWhole(slab, Layers.transport(layers), available)) {
            slab.u8(Layers.transport(layers) + Udp.length(slab, Layers.transport(layers)) - 1);
        }
    }

    private static void assertOthersAreInside(Slab slab, int length) {
        assertThat(Layers.transport(Jumbo.layers(slab, 0, length))).isLessThanOrEqualTo(length);
        for (int transport = 0; transport <= length; transport++) {
            InnerLayers.ipv4(slab, 0, length, transport, Tcp.PROTOCOL);
            InnerLayers.ipv6(slab, 0, length, transport, Tcp.PROTOCOL);
        }
    }
}
