package org.taplane.control.frame;

import java.util.OptionalInt;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Icmp;
import org.taplane.wire.Icmpv6;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;

/**
 * Makes frames of what people say of them: the first packet of a conversation, sound in every header and of the length of
 * its headers, filled up to the shortest frame.
 *
 * @param source MAC address in the low 48 bits
 * @param destination MAC address in the low 48 bits
 * @param vlan 0 to 4094: of the tag, if there is to be one
 */
public record FrameRecipe(long source, long destination, OptionalInt vlan) {
    /** Without the frame check sequence. */
    private static final int SHORTEST = 60;

    private static final int TTL = 64;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST_V6 = 128;
    private static final int ECHO = 8;
    private static final int WINDOW = 64_240;
    private static final int ARP = 28;

    /** What opens a TCP connection, {@code 10.0.0.1:1000-10.0.0.2:80}. */
    public byte[] tcp(String conversation) throws FrameException {
        Conversation who = Conversation.withPorts(conversation);
        return ip(who, Tcp.PROTOCOL, Tcp.HEADER, Tcp.CHECKSUM, (slab, at) -> {
            ports(slab, at, who);
            slab.putU8(at + 12, (Tcp.HEADER / 4) << 4); // RFC 9293 3.1: header length in words
            Tcp.flags(slab, at, Tcp.SYN);
            slab.putU16(at + 14, WINDOW);
        });
    }

    /** A UDP datagram without payload, {@code 10.0.0.1:1000-10.0.0.2:53}. */
    public byte[] udp(String conversation) throws FrameException {
        Conversation who = Conversation.withPorts(conversation);
        return ip(who, Udp.PROTOCOL, Udp.HEADER, Udp.CHECKSUM, (slab, at) -> {
            ports(slab, at, who);
            Udp.length(slab, at, Udp.HEADER);
        });
    }

    /** An echo request of ICMP or ICMPv6, {@code 10.0.0.1-10.0.0.2}. */
    public byte[] icmp(String conversation) throws FrameException {
        Conversation who = Conversation.ofAddresses(conversation);
        int protocol = who.isIpv4() ? Icmp.PROTOCOL : Icmpv6.PROTOCOL;
        int type = who.isIpv4() ? ECHO_REQUEST : ECHO_REQUEST_V6;
        return ip(who, protocol, ECHO, 2, (slab, at) -> slab.putU8(at, type));
    }

    /** The question who has an address, {@code 10.0.0.1-10.0.0.2} (RFC 826). */
    public byte[] arp(String conversation) throws FrameException {
        Conversation who = Conversation.ofAddresses(conversation);
        if (!who.isIpv4()) {
            throw new FrameException("ARP is of IPv4 only; expected 10.0.0.1-10.0.0.2");
        }
        return frame(Ethernet.TYPE_ARP, ARP, (slab, at) -> {
            slab.putU16(at, 1); // Ethernet
            slab.putU16(at + 2, Ethernet.TYPE_IPV4);
            slab.putU16(at + 4, 0x0604); // lengths of the addresses
            slab.putU16(at + 6, 1); // request
            slab.putU48(at + 8, source);
            address(slab, at + 14, who.source());
            address(slab, at + 24, who.destination());
        });
    }

    private interface Writer {
        void write(Slab slab, int at);
    }

    /** A packet whose upper part is as long as said and has its checksum there. */
    private byte[] ip(Conversation who, int protocol, int length, int checksum, Writer upper) {
        int header = who.isIpv4() ? Ipv4.HEADER : Ipv6.HEADER;
        return frame(who.isIpv4() ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6, header + length, (slab, at) -> {
            if (who.isIpv4()) {
                ipv4(slab, at, who, protocol, length);
            } else {
                ipv6(slab, at, who, protocol, length);
            }
            upper.write(slab, at + header);
            long sum = InternetChecksum.sum(slab, at + header, length) + (long) pseudo(slab, at, protocol, length, who);
            int finished = InternetChecksum.finish(sum);
            slab.putU16(at + header + checksum, finished == 0 ? Udp.CHECKSUM_ZERO : finished);
        });
    }

    /** ICMP over IPv4 has no pseudo header. */
    private static int pseudo(Slab slab, int at, int protocol, int length, Conversation who) {
        if (!who.isIpv4()) {
            return InternetChecksum.pseudoIpv6(slab, at, protocol, length);
        }
        return protocol == Icmp.PROTOCOL ? 0 : InternetChecksum.pseudoIpv4(slab, at, protocol, length);
    }

    private static void ipv4(Slab slab, int at, Conversation who, int protocol, int length) {
        slab.putU16(at, 0x4500);
        Ipv4.totalLength(slab, at, Ipv4.HEADER + length);
        slab.putU8(at + 8, TTL);
        slab.putU8(at + 9, protocol);
        address(slab, at + 12, who.source());
        address(slab, at + 16, who.destination());
        Ipv4.writeChecksum(slab, at);
    }

    private static void ipv6(Slab slab, int at, Conversation who, int protocol, int length) {
        slab.putU16(at, 0x6000);
        Ipv6.payloadLength(slab, at, length);
        Ipv6.nextHeader(slab, at, protocol);
        slab.putU8(at + 7, TTL);
        address(slab, at + 8, who.source());
        address(slab, at + 24, who.destination());
    }

    private static void address(Slab slab, int at, Endpoint end) {
        byte[] address = end.address().getAddress();
        slab.putBytes(at, address, 0, address.length);
    }

    private static void ports(Slab slab, int at, Conversation who) {
        slab.putU16(at, who.source().port());
        slab.putU16(at + 2, who.destination().port());
    }

    private byte[] frame(int type, int payload, Writer writer) {
        int header = Ethernet.HEADER + (vlan.isPresent() ? Dot1Q.TAG : 0);
        int length = Math.max(SHORTEST, header + payload);
        Slab slab = Slab.allocate(length);
        Ethernet.destination(slab, 0, destination);
        Ethernet.source(slab, 0, source);
        if (vlan.isPresent()) {
            Ethernet.etherType(slab, 0, Dot1Q.TPID);
            Dot1Q.tci(slab, 0, vlan.getAsInt());
        }
        slab.putU16(header - 2, type);
        writer.write(slab, header);
        return slab.bytes(0, length);
    }
}
