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
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.util.ByteArrays;

final class InternetChecksumTest {
    @Example
    void matchesTheExampleOfTheRfc() {
        Slab slab = Slab.copyOf(
                new byte[] {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});

        assertThat(InternetChecksum.sum(slab, 0, 8)).isEqualTo(0xddf2);
    }

    @Property
    void agreesWithPcap4j(@ForAll @Size(max = 2000) byte[] bytes) {
        assertThat(InternetChecksum.of(Slab.copyOf(bytes), 0, bytes.length))
                .isEqualTo(ByteArrays.calcChecksum(bytes) & 0xffff);
    }

    @Property
    void agreesWithPcap4jAtAnyOffset(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 9) int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);

        assertThat(InternetChecksum.of(Slab.copyOf(shifted), before, bytes.length))
                .isEqualTo(ByteArrays.calcChecksum(bytes) & 0xffff);
    }

    @Example
    void everyCarryIsKept() {
        for (int length = 0; length < 70_000; length += 997) {
            byte[] ones = new byte[length];
            Arrays.fill(ones, (byte) 0xff);
            assertThat(InternetChecksum.of(Slab.copyOf(ones), 0, length))
                    .isEqualTo(ByteArrays.calcChecksum(ones) & 0xffff);
        }
    }

    @Property
    void sumsOfPartsAddUp(@ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 150) int words) {
        int split = Math.min(2 * words, bytes.length & ~1);
        Slab slab = Slab.copyOf(bytes);
        long parts =
                (long) InternetChecksum.sum(slab, 0, split) + InternetChecksum.sum(slab, split, bytes.length - split);

        assertThat(InternetChecksum.fold(parts)).isEqualTo(InternetChecksum.sum(slab, 0, bytes.length));
    }

    @Property
    void updateEqualsComputingAnew(
            @ForAll @Size(min = 4, max = 60) byte[] bytes, @ForAll @IntRange(max = 0xffff) int word) {
        Slab slab = Slab.copyOf(bytes);
        slab.putU16(2, 0xbeef);
        int checksum = InternetChecksum.of(slab, 0, bytes.length);
        int before = slab.u16(0);
        slab.putU16(0, word);

        assertThat(InternetChecksum.update(checksum, before, word))
                .isEqualTo(InternetChecksum.of(slab, 0, bytes.length));
    }

    @Property
    @Domain(Packets.class)
    @Domain(DomainContext.Global.class)
    void transportChecksumsOfRealPacketsVerify(@ForAll EthernetPacket packet) {
        byte[] frame = packet.getRawData();
        Slab slab = Slab.copyOf(frame);
        long layers = Layers.of(slab, 0, frame.length);
        int length = Layers.end(layers) - Layers.transport(layers);
        int pseudo = Layers.isIpv4(layers)
                ? InternetChecksum.pseudoIpv4(slab, Layers.network(layers), Layers.protocol(layers), length)
                : InternetChecksum.pseudoIpv6(slab, Layers.network(layers), Layers.protocol(layers), length);

        assertThat(InternetChecksum.finish(pseudo + InternetChecksum.sum(slab, Layers.transport(layers), length)))
                .isZero();
    }

    @Property
    @Domain(Packets.class)
    @Domain(DomainContext.Global.class)
    void headerChecksumIsThatOfPcap4j(@ForAll EthernetPacket packet) {
        IpV4Packet ip = packet.get(IpV4Packet.class);
        if (ip == null) {
            assertThat((Packet) packet.get(IpV6Packet.class)).isNotNull();
            return;
        }
        Slab slab = Slab.copyOf(ip.getHeader().getRawData());
        slab.putU16(10, 0x1234);
        Ipv4.writeChecksum(slab, 0);

        assertThat(Ipv4.checksum(slab, 0)).isEqualTo(ip.getHeader().getHeaderChecksum() & 0xffff);
    }
}
