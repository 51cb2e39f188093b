package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/** Every header of a realistic frame, read by us and by pcap4j. */
@Domain(Packets.class)
@Domain(DomainContext.Global.class)
final class HeadersTest {
    @Property
    void ethernet(@ForAll EthernetPacket packet) {
        Slab slab = slab(packet);

        assertThat(Ethernet.destination(slab, 0))
                .isEqualTo(mac(packet.getHeader().getDstAddr().getAddress()));
        assertThat(Ethernet.source(slab, 0))
                .isEqualTo(mac(packet.getHeader().getSrcAddr().getAddress()));
        assertThat(Ethernet.etherType(slab, 0))
                .isEqualTo(packet.getHeader().getType().value() & 0xffff);
        assertThat(Ethernet.isGroup(Ethernet.destination(slab, 0)))
                .isEqualTo((packet.getHeader().getDstAddr().getAddress()[0] & 1) == 1);
    }

    @Property
    void ethernetWritten(@ForAll EthernetPacket packet) {
        Slab slab = slab(packet);
        Slab copy = Slab.allocate(Ethernet.HEADER);
        Ethernet.destination(copy, 0, Ethernet.destination(slab, 0));
        Ethernet.source(copy, 0, Ethernet.source(slab, 0));
        Ethernet.etherType(copy, 0, Ethernet.etherType(slab, 0));

        assertThat(copy.bytes(0, Ethernet.HEADER)).isEqualTo(slab.bytes(0, Ethernet.HEADER));
    }

    @Property
    void vlanTag(@ForAll EthernetPacket packet, @ForAll @IntRange(max = 4095) int other) {
        Dot1qVlanTagPacket tag = packet.get(Dot1qVlanTagPacket.class);
        Slab slab = slab(packet);
        assertThat(Dot1Q.isTag(Ethernet.etherType(slab, 0))).isEqualTo(tag != null);
        if (tag == null) {
            return;
        }
        int tci = Dot1Q.tci(slab, 0);
        assertThat(Dot1Q.vid(tci)).isEqualTo(tag.getHeader().getVidAsInt());
        assertThat(Dot1Q.pcp(tci)).isEqualTo(tag.getHeader().getPriority());
        assertThat(Dot1Q.isDropEligible(tci)).isEqualTo(tag.getHeader().getCfi());
        assertThat(Dot1Q.etherType(slab, 0)).isEqualTo(tag.getHeader().getType().value() & 0xffff);
        int renamed = Dot1Q.withVid(tci, other);
        assertThat(Dot1Q.vid(renamed)).isEqualTo(other);
        assertThat(renamed >>> 12).isEqualTo(tci >>> 12);
    }

    @Property
    void layers(@ForAll EthernetPacket packet) {
        Slab slab = slab(packet);
        long layers = Layers.of(slab, 0, slab.size());
        int network = packet.contains(Dot1qVlanTagPacket.class) ? 18 : 14;
        Packet ip = ip(packet);

        assertThat(Layers.isIpv4(layers)).isEqualTo(ip instanceof IpV4Packet);
        assertThat(Layers.isIpv6(layers)).isEqualTo(ip instanceof IpV6Packet);
        assertThat(Layers.network(layers)).isEqualTo(network);
        assertThat(Layers.transport(layers)).isEqualTo(network + ip.getHeader().length());
        assertThat(Layers.end(layers)).isEqualTo(network + ip.length());
        assertThat(Layers.isFragment(layers)).isFalse();
        assertThat(Layers.isWhole(layers, Tcp.PROTOCOL)).isEqualTo(packet.contains(TcpPacket.class));
        assertThat(Layers.isWhole(layers, Udp.PROTOCOL)).isEqualTo(packet.contains(UdpPacket.class));
    }

    @Property
    void ipv4(@ForAll EthernetPacket packet) {
        IpV4Packet ip = packet.get(IpV4Packet.class);
        if (ip == null) {
            return;
        }
        Slab slab = Slab.copyOf(ip.getRawData());
        IpV4Packet.IpV4Header header = ip.getHeader();
        assertThat(Ipv4.isWhole(slab, 0, slab.size())).isTrue();
        assertThat(Ipv4.isWhole(slab, 0, slab.size() - 1)).isFalse();
        assertThat(Ipv4.headerLength(slab, 0)).isEqualTo(header.length());
        assertThat(Ipv4.totalLength(slab, 0)).isEqualTo(header.getTotalLengthAsInt());
        assertThat(Ipv4.tos(slab, 0)).isEqualTo(header.getTos().value() & 0xff);
        assertThat(Ipv4.id(slab, 0)).isEqualTo(header.getIdentificationAsInt());
        assertThat(Ipv4.ttl(slab, 0)).isEqualTo(header.getTtlAsInt());
        assertThat(Ipv4.protocol(slab, 0)).isEqualTo(header.getProtocol().value() & 0xff);
        assertThat(Ipv4.source(slab, 0)).isEqualTo(u32(header.getSrcAddr().getAddress()));
        assertThat(Ipv4.destination(slab, 0)).isEqualTo(u32(header.getDstAddr().getAddress()));
    }

    @Property
    void tosChangesWithItsChecksum(@ForAll EthernetPacket packet, @ForAll @IntRange(max = 255) int tos) {
        IpV4Packet ip = packet.get(IpV4Packet.class);
        if (ip == null) {
            return;
        }
        Slab slab = Slab.copyOf(ip.getRawData());
        Ipv4.tos(slab, 0, tos);

        assertThat(Ipv4.tos(slab, 0)).isEqualTo(tos);
        assertThat(InternetChecksum.of(slab, 0, Ipv4.HEADER)).isZero();
    }

    @Property
    void ipv6(@ForAll EthernetPacket packet, @ForAll @IntRange(max = 255) int other) {
        IpV6Packet ip = packet.get(IpV6Packet.class);
        if (ip == null) {
            return;
        }
        Slab slab = Slab.copyOf(ip.getRawData());
        IpV6Packet.IpV6Header header = ip.getHeader();
        ByteBuffer addresses = ByteBuffer.wrap(header.getRawData(), 8, 32);
        assertThat(Ipv6.isWhole(slab, 0, slab.size())).isTrue();
        assertThat(Ipv6.isWhole(slab, 0, slab.size() - 1)).isFalse();
        assertThat(Ipv6.trafficClass(slab, 0))
                .isEqualTo(header.getTrafficClass().value() & 0xff);
        assertThat(Ipv6.flow(slab, 0)).isEqualTo(u32(header.getRawData()));
        assertThat(Ipv6.sameAddresses(slab, 0, 0)).isTrue();
        assertThat(Ipv6.payloadLength(slab, 0)).isEqualTo(header.getPayloadLengthAsInt());
        assertThat(Ipv6.nextHeader(slab, 0)).isEqualTo(header.getNextHeader().value() & 0xff);
        assertThat(Ipv6.hopLimit(slab, 0)).isEqualTo(header.getHopLimitAsInt());
        assertThat(Ipv6.sourceHigh(slab, 0)).isEqualTo(addresses.getLong());
        assertThat(Ipv6.sourceLow(slab, 0)).isEqualTo(addresses.getLong());
        assertThat(Ipv6.destinationHigh(slab, 0)).isEqualTo(addresses.getLong());
        assertThat(Ipv6.destinationLow(slab, 0)).isEqualTo(addresses.getLong());
        long rest = slab.u32(0) & 0xf00f_ffffL;
        Ipv6.trafficClass(slab, 0, other);
        assertThat(slab.u32(0)).isEqualTo(rest | (long) other << 20);
    }

    @Property
    void tcp(@ForAll EthernetPacket packet) {
        TcpPacket tcp = packet.get(TcpPacket.class);
        if (tcp == null) {
            return;
        }
        Slab slab = Slab.copyOf(tcp.getHeader().getRawData());
        TcpPacket.TcpHeader header = tcp.getHeader();
        int flags = Tcp.flags(slab, 0);
        assertThat(Tcp.isWhole(slab, 0, slab.size())).isTrue();
        assertThat(Tcp.isWhole(slab, 0, slab.size() - 1)).isFalse();
        assertThat(Tcp.sourcePort(slab, 0)).isEqualTo(header.getSrcPort().valueAsInt());
        assertThat(Tcp.destinationPort(slab, 0)).isEqualTo(header.getDstPort().valueAsInt());
        assertThat(Tcp.sequence(slab, 0)).isEqualTo(header.getSequenceNumberAsLong());
        assertThat(Tcp.ports(slab, 0)).isEqualTo(u32(header.getRawData()));
        assertThat(Tcp.acknowledgment(slab, 0)).isEqualTo(header.getAcknowledgmentNumberAsLong());
        assertThat(Tcp.headerLength(slab, 0)).isEqualTo(header.getDataOffsetAsInt() * 4);
        assertThat(Tcp.offsetAndFlags(slab, 0) & 0xff).isEqualTo(flags);
        assertThat(Tcp.offsetAndFlags(slab, 0) >>> 12).isEqualTo(header.getDataOffsetAsInt());
        assertThat(Tcp.window(slab, 0)).isEqualTo(header.getWindowAsInt());
        assertThat(Tcp.urgentPointer(slab, 0)).isEqualTo(header.getUrgentPointerAsInt());
        assertThat((flags & Tcp.FIN) != 0).isEqualTo(header.getFin());
        assertThat((flags & Tcp.SYN) != 0).isEqualTo(header.getSyn());
        assertThat((flags & Tcp.RST) != 0).isEqualTo(header.getRst());
        assertThat((flags & Tcp.PSH) != 0).isEqualTo(header.getPsh());
        assertThat((flags & Tcp.ACK) != 0).isEqualTo(header.getAck());
        assertThat((flags & Tcp.URG) != 0).isEqualTo(header.getUrg());
        assertThat(Tcp.checksum(slab, 0)).isEqualTo(header.getChecksum() & 0xffff);
    }

    @Property
    void udp(@ForAll EthernetPacket packet) {
        UdpPacket udp = packet.get(UdpPacket.class);
        if (udp == null) {
            return;
        }
        Slab slab = Slab.copyOf(udp.getRawData());
        UdpPacket.UdpHeader header = udp.getHeader();
        assertThat(Udp.isWhole(slab, 0, slab.size())).isTrue();
        assertThat(Udp.isWhole(slab, 0, slab.size() - 1)).isFalse();
        assertThat(Udp.sourcePort(slab, 0)).isEqualTo(header.getSrcPort().valueAsInt());
        assertThat(Udp.destinationPort(slab, 0)).isEqualTo(header.getDstPort().valueAsInt());
        assertThat(Udp.length(slab, 0)).isEqualTo(header.getLengthAsInt());
        assertThat(Udp.checksum(slab, 0)).isEqualTo(header.getChecksum() & 0xffff);
    }

    private static Packet ip(EthernetPacket packet) {
        IpV4Packet ipv4 = packet.get(IpV4Packet.class);
        return ipv4 == null ? packet.get(IpV6Packet.class) : ipv4;
    }

    private static Slab slab(EthernetPacket packet) {
        return Slab.copyOf(packet.getRawData());
    }

    private static long mac(byte[] address) {
        return ByteBuffer.allocate(8).position(2).put(address).getLong(0);
    }

    private static long u32(byte[] address) {
        return ByteBuffer.wrap(address).getInt() & 0xffff_ffffL;
    }
}
