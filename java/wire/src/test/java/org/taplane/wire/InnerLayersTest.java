package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.pcap4j.packet.EthernetPacket;

/** From behind, the headers are found that {@link Layers#of} finds from the front. */
final class InnerLayersTest {
    @Property
    @Domain(Packets.class)
    @Domain(DomainContext.Global.class)
    void findsWhatIsFoundFromTheFront(@ForAll EthernetPacket packet, @ForAll @IntRange(max = 300) int before) {
        byte[] frame = packet.getRawData();
        long layers = Layers.of(Slab.copyOf(frame), 0, frame.length);
        if (!Layers.isIp(layers) || Layers.isFragment(layers) || Layers.end(layers) != frame.length) {
            return;
        }
        byte[] inside = new byte[before + frame.length];
        Arrays.fill(inside, (byte) 0xee);
        System.arraycopy(frame, 0, inside, before, frame.length);
        long found = find(Slab.copyOf(inside), inside.length, before + Layers.transport(layers), layers);

        assertThat(Layers.network(found)).isEqualTo(before + Layers.network(layers));
        assertThat(Layers.transport(found)).isEqualTo(before + Layers.transport(layers));
        assertThat(Layers.end(found)).isEqualTo(inside.length);
        assertThat(Layers.isWhole(found, Layers.protocol(layers))).isTrue();
        assertThat(Layers.isIpv4(found)).isEqualTo(Layers.isIpv4(layers));
    }

    private static long find(Slab slab, int length, int transport, long layers) {
        return Layers.isIpv4(layers)
                ? InnerLayers.ipv4(slab, 0, length, transport, Layers.protocol(layers))
                : InnerLayers.ipv6(slab, 0, length, transport, Layers.protocol(layers));
    }

    @Property
    void anyBytesHaveAnAnswer(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 255) int protocol) {
        Slab slab = Slab.copyOf(bytes);
        for (int transport = 0; transport <= bytes.length; transport++) {
            assertInside(InnerLayers.ipv4(slab, 0, bytes.length, transport, protocol), transport, bytes.length);
            assertInside(InnerLayers.ipv6(slab, 0, bytes.length, transport, protocol), transport, bytes.length);
        }
    }

    private static void assertInside(long layers, int transport, int length) {
        if (layers != Layers.NONE) {
            assertThat(Layers.network(layers)).isBetween(Ethernet.HEADER, transport - Ipv4.HEADER);
            assertThat(Layers.end(layers)).isEqualTo(length);
        }
    }

    @Example
    void greHeadersHaveTheFieldsOfTheirFlags() {
        Slab slab = Slab.copyOf(new byte[] {(byte) 0xa0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 9});
        assertThat(Gre.headerLength(slab, 0)).isEqualTo(12);
        assertThat(Gre.isWhole(slab, 0, 12)).isTrue();
        assertThat(Gre.isWhole(slab, 0, 11)).isFalse();
        assertThat(Gre.hasChecksum(slab, 0)).isTrue();
        slab.putU16(0, 0);
        assertThat(Gre.isWhole(slab, 0, 4)).isTrue();
        assertThat(Gre.isWhole(slab, 0, 3)).isFalse();
        assertThat(Gre.hasChecksum(slab, 0)).isFalse();
        for (int unknown : new int[] {0x1000, 0x4000, 1}) {
            slab.putU16(0, unknown);
            assertThat(Gre.isWhole(slab, 0, 12)).isFalse();
        }
    }
}
