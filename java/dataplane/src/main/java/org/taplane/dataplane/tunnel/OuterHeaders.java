package org.taplane.dataplane.tunnel;

import java.nio.ByteBuffer;
import org.taplane.wire.Ethernet;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.TunnelNetHdr;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/**
 * Writes what stands before a tunnel's datagrams on an Ethernet underlay: offload header, Ethernet, IPv4 or IPv6, UDP.
 *
 * <pre>
 *   | virtio_net_hdr | Ethernet | IP | UDP | VXLAN | inner frame |
 *   |&lt;--------- written here ---------&gt;|&lt;-- the message ---&gt;|
 * </pre>
 *
 * <p>A message that is to be cut says so in the offload header, and the kernel cuts it and fills in all checksums, the
 * outer one too. Of any other message the outer checksum alone is left to the kernel, if it has one: every network
 * device can do that.
 */
public final class OuterHeaders {
    private static final int MAX_DATAGRAM = 65_535;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int IP = TunnelNetHdr.HEADER + Ethernet.HEADER;

    private final boolean ipv4;
    private final boolean zeroChecksum;
    private final SourcePorts ports;
    private final int ipHeader;
    private final Slab template;

    /**
     * The headers of a tunnel whose datagrams all go to one router.
     *
     * @param source own MAC address
     * @param nextHop the router's
     */
    public OuterHeaders(OuterSettings settings, long source, long nextHop) {
        ipv4 = settings.local().isIpv4();
        zeroChecksum = settings.zeroChecksum();
        ports = settings.sourcePorts();
        ipHeader = ipv4 ? Ipv4.HEADER : Ipv6.HEADER;
        template = Slab.copyOf(template(settings, source, nextHop));
    }

    /** How many source ports flows are spread over. */
    public int flows() {
        return ports.flows();
    }

    /** Bytes of all headers. */
    public int length() {
        return IP + ipHeader + Udp.HEADER;
    }

    /** The longest frame that these headers and a VXLAN header leave room for. */
    public int longestFrame() {
        int ip = ipv4 ? Ipv4.HEADER : 0; // an IPv6 header does not count itself
        return MAX_DATAGRAM - ip - Udp.HEADER - TunnelHeader.BYTES;
    }

    /**
     * Writes {@link #length()} bytes at {@code at}.
     *
     * @param frames the slab of the {@link DatagramBatch#FRAMES} pieces
     */
    public void write(Slab slab, int at, DatagramBatch batch, int message, Slab frames) {
        slab.copyFrom(template, 0, at, template.size());
        int datagram = Udp.HEADER + batch.length(message);
        int ip = at + IP;
        if (ipv4) {
            writeIpv4(slab, ip, batch, message, datagram);
        } else {
            writeIpv6(slab, ip, batch, message, datagram);
        }
        writeUdp(slab, ip, ports.first() + batch.socket(message), datagram);
        if (batch.segmentation(message) != 0) {
            writeSegmentation(slab, at, batch, message, frames);
        } else if (!zeroChecksum) {
            TunnelNetHdr.checksum(slab, at, 0, Ethernet.HEADER + ipHeader, Udp.CHECKSUM);
        }
    }

    private static void writeIpv4(Slab slab, int ip, DatagramBatch batch, int message, int datagram) {
        Ipv4.totalLength(slab, ip, Ipv4.HEADER + datagram);
        Ipv4.destination(slab, ip, batch.destinationLow(message));
        if (batch.tos(message) != DatagramBatch.SOCKET_TOS) {
            Ipv4.tos(slab, ip, batch.tos(message));
        }
        Ipv4.writeChecksum(slab, ip);
    }

    private static void writeIpv6(Slab slab, int ip, DatagramBatch batch, int message, int datagram) {
        Ipv6.payloadLength(slab, ip, datagram);
        Ipv6.destination(slab, ip, batch.destinationHigh(message), batch.destinationLow(message));
        if (batch.tos(message) != DatagramBatch.SOCKET_TOS) {
            Ipv6.trafficClass(slab, ip, batch.tos(message));
        }
    }

    /** The checksum is zero, or the pseudo header's sum for the kernel to go on from. */
    private void writeUdp(Slab slab, int ip, int sourcePort, int datagram) {
        int udp = ip + ipHeader;
        Udp.sourcePort(slab, udp, sourcePort);
        Udp.length(slab, udp, datagram);
        if (!zeroChecksum) {
            int pseudo = ipv4
                    ? InternetChecksum.pseudoIpv4(slab, ip, Udp.PROTOCOL, datagram)
                    : InternetChecksum.pseudoIpv6(slab, ip, Udp.PROTOCOL, datagram);
            Udp.checksum(slab, udp, pseudo);
        }
    }

    /** The request of the inner frame, moved behind the outer headers. */
    private void writeSegmentation(Slab slab, int at, DatagramBatch batch, int message, Slab frames) {
        long request = batch.segmentation(message);
        int type = VirtioNetHdr.gsoType(request);
        int transport = Ethernet.HEADER + ipHeader;
        int inner = transport + Udp.HEADER + TunnelHeader.BYTES;
        TunnelNetHdr.segmentation(
                slab,
                at,
                type | (ipv4 ? TunnelNetHdr.GSO_UDP_TUNNEL_IPV4 : TunnelNetHdr.GSO_UDP_TUNNEL_IPV6),
                VirtioNetHdr.gsoSize(request),
                inner + VirtioNetHdr.headerLength(request));
        TunnelNetHdr.checksum(
                slab,
                at,
                zeroChecksum ? 0 : TunnelNetHdr.UDP_TUNNEL_CSUM,
                inner + VirtioNetHdr.checksumStart(request),
                type == VirtioNetHdr.GSO_UDP_L4 ? Udp.CHECKSUM : Tcp.CHECKSUM);
        TunnelNetHdr.tunnel(slab, at, transport, inner + innerNetwork(batch, message, frames));
    }

    private static int innerNetwork(DatagramBatch batch, int message, Slab frames) {
        int piece = batch.firstPiece(message);
        int start = batch.pieceOffset(piece) + TunnelHeader.BYTES;
        return Layers.network(Layers.of(frames, start, batch.pieceLength(piece) - TunnelHeader.BYTES));
    }

    private static byte[] template(OuterSettings settings, long source, long nextHop) {
        boolean ipv4 = settings.local().isIpv4();
        ByteBuffer bytes = ByteBuffer.allocate(IP + (ipv4 ? Ipv4.HEADER : Ipv6.HEADER) + Udp.HEADER);
        bytes.position(TunnelNetHdr.HEADER);
        putMac(bytes, nextHop);
        putMac(bytes, source);
        bytes.putShort((short) (ipv4 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6));
        if (ipv4) {
            putIpv4(bytes, settings);
        } else {
            putIpv6(bytes, settings);
        }
        return bytes.putShort((short) 0).putShort((short) settings.udpPort()).array();
    }

    private static void putMac(ByteBuffer bytes, long mac) {
        bytes.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    private static void putIpv4(ByteBuffer bytes, OuterSettings settings) {
        bytes.put((byte) 0x45).put((byte) settings.tos().orElse(0)).putShort((short) 0);
        bytes.putShort((short) 0).putShort((short) DONT_FRAGMENT);
        bytes.put((byte) settings.ttl()).put((byte) Udp.PROTOCOL).putShort((short) 0);
        bytes.putInt((int) settings.local().low()).putInt(0);
    }

    private static void putIpv6(ByteBuffer bytes, OuterSettings settings) {
        bytes.putInt(6 << 28 | settings.tos().orElse(0) << 20).putShort((short) 0);
        bytes.put((byte) Udp.PROTOCOL).put((byte) settings.ttl());
        bytes.putLong(settings.local().high()).putLong(settings.local().low());
        bytes.putLong(0).putLong(0);
    }
}
