package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/** What a frame to be cut must look like, so that cutting it is arithmetic. */
final class GsoRequest {
    private GsoRequest() {}

    /**
     * The headers of a GSO frame that agree with its offload header, or {@link Layers#NONE}: one datagram of the
     * protocol that gso_type names, which is no fragment and ends where the frame ends, and whose checksum is the
     * partial one that the header asks to complete. A frame may be as long as its headers alone.
     */
    static long layers(Burst burst, int frame) {
        long layers = Layers.of(burst.slab(), burst.start(frame), burst.length(frame));
        return agrees(burst, frame, layers) ? layers : Layers.NONE;
    }

    /** Whether the offload header of a frame is about the datagram with {@code layers}, and that is as it must be. */
    static boolean agrees(Burst burst, int frame, long layers) {
        return typeAgrees(burst.gsoType(frame), layers)
                && Layers.end(layers) == burst.length(frame)
                && checksumAgrees(burst, frame, layers)
                && isWhole(burst.slab(), burst.start(frame), layers);
    }

    /** Bytes of all headers of a frame with {@link #layers}, Ethernet to TCP or UDP. */
    static int headerLength(Burst burst, int frame, long layers) {
        return Layers.transport(layers) + transportLength(burst.slab(), burst.start(frame), layers);
    }

    /** Bytes of the TCP or UDP header. */
    static int transportLength(Slab slab, int start, long layers) {
        return isTcp(layers) ? Tcp.headerLength(slab, start + Layers.transport(layers)) : Udp.HEADER;
    }

    static boolean isTcp(long layers) {
        return Layers.protocol(layers) == Tcp.PROTOCOL;
    }

    /** Offset of the checksum in the transport header. */
    static int checksumOffset(long layers) {
        return isTcp(layers) ? Tcp.CHECKSUM : Udp.CHECKSUM;
    }

    private static boolean typeAgrees(int type, long layers) {
        return switch (type) {
            case VirtioNetHdr.GSO_TCPV4, VirtioNetHdr.GSO_TCPV4 | VirtioNetHdr.GSO_ECN ->
                Layers.isIpv4(layers) && Layers.isWhole(layers, Tcp.PROTOCOL);
            case VirtioNetHdr.GSO_TCPV6, VirtioNetHdr.GSO_TCPV6 | VirtioNetHdr.GSO_ECN ->
                Layers.isIpv6(layers) && Layers.isWhole(layers, Tcp.PROTOCOL);
            case VirtioNetHdr.GSO_UDP_L4 -> Layers.isWhole(layers, Udp.PROTOCOL);
            default -> false;
        };
    }

    private static boolean checksumAgrees(Burst burst, int frame, long layers) {
        return (burst.flags(frame) & VirtioNetHdr.NEEDS_CSUM) != 0
                && burst.csumStart(frame) == Layers.transport(layers)
                && burst.csumOffset(frame) == checksumOffset(layers);
    }

    /** Whether TCP or UDP header fit the datagram and, for UDP, announce exactly its length. */
    static boolean isWhole(Slab slab, int start, long layers) {
        int transport = start + Layers.transport(layers);
        int available = Layers.end(layers) - Layers.transport(layers);
        return isTcp(layers)
                ? Tcp.isWhole(slab, transport, available)
                : Udp.isWhole(slab, transport, available) && Udp.length(slab, transport) == available;
    }
}
