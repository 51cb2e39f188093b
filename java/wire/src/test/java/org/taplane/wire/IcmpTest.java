package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IcmpV6Type;

/** Messages about packets that are too long, written by us and read by pcap4j, or summed up by hand. */
final class IcmpTest {
    private static final int IP = 0;
    private static final int AT = Ipv6.HEADER;

    @Property
    void fragmentationNeeded(@ForAll @Size(min = 28, max = 60) byte[] packet, @ForAll @IntRange(max = 65_535) int mtu)
            throws IllegalRawDataException {
        int length = Icmp.HEADER + packet.length;
        Slab slab = Slab.allocate(length);
        slab.putBytes(Icmp.HEADER, packet, 0, packet.length);
        Icmp.writeFragmentationNeeded(slab, 0, length, mtu);

        assertThat(Icmp.isFragmentationNeeded(slab, 0)).isTrue();
        assertThat(Icmp.isError(slab, 0)).isTrue();
        assertThat(Icmp.mtu(slab, 0)).isEqualTo(mtu);
        assertThat(slab.bytes(Icmp.HEADER, packet.length)).isEqualTo(packet);
        assertThat(InternetChecksum.of(slab, 0, length)).isZero();
        IcmpV4CommonPacket read = IcmpV4CommonPacket.newPacket(slab.bytes(0, length), 0, length);
        assertThat(read.getHeader().getType()).isEqualTo(IcmpV4Type.DESTINATION_UNREACHABLE);
        assertThat(read.getHeader().getCode().value()).isEqualTo((byte) 4);
    }

    @Property
    void packetTooBig(
            @ForAll @Size(16) byte[] one,
            @ForAll @Size(16) byte[] other,
            @ForAll @Size(max = 60) byte[] packet,
            @ForAll @IntRange(min = 1280) int mtu) {
        int length = Icmpv6.HEADER + packet.length;
        Slab slab = Slab.allocate(AT + length);
        slab.putBytes(IP + 8, one, 0, 16);
        slab.putBytes(IP + 24, other, 0, 16);
        slab.putBytes(AT + Icmpv6.HEADER, packet, 0, packet.length);
        Icmpv6.writePacketTooBig(slab, IP, AT, length, mtu);

        assertThat(slab.u8(AT)).isEqualTo(IcmpV6Type.PACKET_TOO_BIG.value().intValue());
        assertThat(Icmpv6.isPacketTooBig(slab, AT)).isTrue();
        assertThat(Icmpv6.isError(slab, AT)).isTrue();
        assertThat(Icmpv6.mtu(slab, AT)).isEqualTo(mtu);
        assertThat(sum(slab.bytes(IP + 8, slab.size() - 8)) + length + Icmpv6.PROTOCOL)
                .as("addresses, length, protocol and message (RFC 8200 section 8.1)")
                .matches(total -> fold(total) == 0xffff);
    }

    @Property
    void errorsAreToldFromTheRest(@ForAll @IntRange(max = 255) int type) {
        Slab slab = Slab.allocate(1);
        slab.putU8(0, type);

        assertThat(Icmpv6.isError(slab, 0)).isEqualTo(type < 128);
        assertThat(Icmp.isError(slab, 0)).isEqualTo(type == 3 || type == 4 || type == 5 || type == 11 || type == 12);
    }

    @Property
    void anAnswerGoesTheOtherWay(@ForAll @Size(4) byte[] from, @ForAll @Size(4) byte[] to, @ForAll byte ttl)
            throws Exception {
        Slab packet = Slab.allocate(Ipv4.HEADER);
        packet.putU8(8, ttl);
        packet.putBytes(12, from, 0, 4);
        packet.putBytes(16, to, 0, 4);
        Slab answer = Slab.allocate(Ipv4.HEADER);
        Ipv4.writeAnswer(answer, 0, Ipv4.HEADER, Icmp.PROTOCOL, packet, 0);

        assertThat(Ipv4.isWhole(answer, 0, Ipv4.HEADER)).isTrue();
        assertThat(InetAddress.getByAddress(answer.bytes(12, 4))).isEqualTo(InetAddress.getByAddress(to));
        assertThat(InetAddress.getByAddress(answer.bytes(16, 4))).isEqualTo(InetAddress.getByAddress(from));
        assertThat(Ipv4.ttl(answer, 0)).isEqualTo(Byte.toUnsignedInt(ttl));
        assertThat(Ipv4.fragmentBits(answer, 0)).isEqualTo(Ipv4.DONT_FRAGMENT);
        assertThat(InternetChecksum.of(answer, 0, Ipv4.HEADER)).isZero();
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
