package org.taplane.it;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.UdpPort;

/** IP packets for the inside of a tunnel, built by pcap4j. */
final class InnerPacket {
    private InnerPacket() {}

    static byte[] udp(String from, int fromPort, String to, int toPort, String text) {
        Inet4Address source = address(from);
        Inet4Address destination = address(to);
        UdpPacket.Builder udp = new UdpPacket.Builder()
                .srcPort(UdpPort.getInstance((short) fromPort))
                .dstPort(UdpPort.getInstance((short) toPort))
                .srcAddr(source)
                .dstAddr(destination)
                .payloadBuilder(new UnknownPacket.Builder().rawData(text.getBytes(StandardCharsets.UTF_8)))
                .correctLengthAtBuild(true)
                .correctChecksumAtBuild(true);
        return new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc791Tos.newInstance((byte) 0))
                .ttl((byte) 64)
                .protocol(IpNumber.UDP)
                .srcAddr(source)
                .dstAddr(destination)
                .payloadBuilder(udp)
                .correctLengthAtBuild(true)
                .correctChecksumAtBuild(true)
                .build()
                .getRawData();
    }

    private static Inet4Address address(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
