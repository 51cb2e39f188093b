package org.taplane.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import org.pcap4j.packet.AbstractPacket;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;
import org.pcap4j.util.MacAddress;

/** Realistic packets that pcap4j built: an oracle that shares no code with what is tested. */
final class Packets extends DomainContextBase {
    /** Frames of every combination: tag or none, IPv4 or IPv6, TCP or UDP, random fields and payload. */
    @Provide
    Arbitrary<EthernetPacket> frames() {
        return Arbitraries.longs().map(seed -> frame(new Random(seed)));
    }

    static EthernetPacket frame(Random random) {
        boolean ipv4 = random.nextBoolean();
        AbstractPacket.AbstractBuilder ip = ipv4 ? ipv4(random) : ipv6(random);
        EtherType type = ipv4 ? EtherType.IPV4 : EtherType.IPV6;
        return random.nextBoolean()
                ? ethernet(random, EtherType.DOT1Q_VLAN_TAGGED_FRAMES, tag(random, type, ip))
                : ethernet(random, type, ip);
    }

    private static EthernetPacket ethernet(Random random, EtherType type, Packet.Builder payload) {
        return new EthernetPacket.Builder()
                .dstAddr(MacAddress.getByAddress(bytes(random, 6)))
                .srcAddr(MacAddress.getByAddress(bytes(random, 6)))
                .type(type)
                .payloadBuilder(payload)
                .pad(new byte[0])
                .paddingAtBuild(random.nextBoolean())
                .build();
    }

    private static Dot1qVlanTagPacket.Builder tag(Random random, EtherType type, Packet.Builder payload) {
        return new Dot1qVlanTagPacket.Builder()
                .priority((byte) random.nextInt(8))
                .cfi(random.nextBoolean())
                .vid((short) random.nextInt(4096))
                .type(type)
                .payloadBuilder(payload);
    }

    private static IpV4Packet.Builder ipv4(Random random) {
        Inet4Address source = (Inet4Address) address(random, 4);
        Inet4Address destination = (Inet4Address) address(random, 4);
        boolean tcp = random.nextBoolean();
        return new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc791Tos.newInstance((byte) random.nextInt(256)))
                .identification((short) random.nextInt())
                .dontFragmentFlag(random.nextBoolean())
                .ttl((byte) random.nextInt())
                .protocol(tcp ? IpNumber.TCP : IpNumber.UDP)
                .srcAddr(source)
                .dstAddr(destination)
                .payloadBuilder(tcp ? tcp(random, source, destination) : udp(random, source, destination))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
    }

    private static IpV6Packet.Builder ipv6(Random random) {
        Inet6Address source = (Inet6Address) address(random, 16);
        Inet6Address destination = (Inet6Address) address(random, 16);
        boolean tcp = random.nextBoolean();
        return new IpV6Packet.Builder()
                .version(IpVersion.IPV6)
                .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) random.nextInt()))
                .flowLabel(IpV6SimpleFlowLabel.newInstance(random.nextInt(1 << 20)))
                .hopLimit((byte) random.nextInt())
                .nextHeader(tcp ? IpNumber.TCP : IpNumber.UDP)
                .srcAddr(source)
                .dstAddr(destination)
                .payloadBuilder(tcp ? tcp(random, source, destination) : udp(random, source, destination))
                .correctLengthAtBuild(true);
    }

    private static TcpPacket.Builder tcp(Random random, InetAddress source, InetAddress destination) {
        return new TcpPacket.Builder()
                .srcAddr(source)
                .dstAddr(destination)
                .srcPort(TcpPort.getInstance((short) random.nextInt()))
                .dstPort(TcpPort.getInstance((short) random.nextInt()))
                .sequenceNumber(random.nextInt())
                .acknowledgmentNumber(random.nextInt())
                .fin(random.nextBoolean())
                .psh(random.nextBoolean())
                .ack(random.nextBoolean())
                .window((short) random.nextInt())
                .payloadBuilder(payload(random))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
    }

    private static UdpPacket.Builder udp(Random random, InetAddress source, InetAddress destination) {
        return new UdpPacket.Builder()
                .srcAddr(source)
                .dstAddr(destination)
                .srcPort(UdpPort.getInstance((short) random.nextInt()))
                .dstPort(UdpPort.getInstance((short) random.nextInt()))
                .payloadBuilder(payload(random))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
    }

    private static UnknownPacket.Builder payload(Random random) {
        return new UnknownPacket.Builder().rawData(bytes(random, 1 + random.nextInt(300)));
    }

    private static InetAddress address(Random random, int length) {
        try {
            return InetAddress.getByAddress(bytes(random, length));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
