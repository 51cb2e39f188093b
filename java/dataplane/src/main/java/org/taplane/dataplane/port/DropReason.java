package org.taplane.dataplane.port;

import java.util.Locale;

/** Why a frame was not forwarded. Every dropped frame is counted under exactly one of these. */
public enum DropReason {
    /** Shorter than an Ethernet header. */
    TOO_SHORT,
    /** Longer than any frame that the switch carries. */
    TOO_LONG,
    /** The offload header contradicts the frame: checksum or header beyond its end, segment size zero. */
    BAD_OFFLOAD,
    /** The source address is a group address (IEEE 802.1Q 8.6.1: no station sends from one). */
    SOURCE_GROUP,
    /** The source address is zero. */
    SOURCE_ZERO,
    /** The frame ends inside its VLAN tag. */
    TAG_TRUNCATED,
    /** VLAN ID 4095 is reserved (IEEE 802.1Q table 9-2). */
    VID_RESERVED,
    /** The port does not carry the VLAN of the frame's tag. */
    VLAN_NOT_ALLOWED,
    /** The port has no native VLAN and the frame has no VLAN ID. */
    UNTAGGED_NOT_ALLOWED,
    /** A reserved group address that the bridge does not relay (IEEE 802.1Q table 8-1). */
    LINK_LOCAL,
    /** The frame is for the switch itself, and more of its kind come in by the port than the switch takes. */
    PUNT_RATE,
    /** The frame is for the switch itself, which has not yet read those that came before. */
    PUNT_QUEUE_FULL,
    /** The destination is on the port, or behind the tunnel, that the frame came in by. */
    SAME_PORT,
    /** No other port carries the frame's VLAN. */
    NO_EGRESS,
    /** The frame would be flooded, and frames of its kind come in faster than the port's storm control allows. */
    STORM_CONTROL,
    /** Ingress and egress port, or all that a flooded frame could leave by, are isolated from each other. */
    ISOLATED,
    /** The egress port is down; or the operator has disabled it, or the port that the frame came in by. */
    PORT_DOWN,
    /** The frame is longer than the egress port's MTU and may not be cut. */
    MTU_EXCEEDED,
    /** The kernel's queue of the egress port is full. */
    QUEUE_FULL,
    /** Nobody is at the other end of the port's socket. */
    NO_PEER,
    /** The kernel refused to send the frame. */
    IO_ERROR,
    /** The kernel had a frame that came in by the port and could not hand it over: no offload header describes it. */
    RECEIVE_ERROR,
    /** A length on a stream that no frame has: what follows means nothing, the connection is closed. */
    STREAM_BAD_LENGTH,
    /** The peer of a stream was gone before the frame had ended. */
    STREAM_CUT_OFF,
    /** A frame to be cut into segments whose headers do not allow it. */
    NOT_SEGMENTABLE,
    /** A datagram shorter than a VXLAN header. */
    VXLAN_TRUNCATED,
    /** The VXLAN header's I flag is clear (RFC 7348 section 5). */
    VXLAN_NO_VNI,
    /** Reserved bits of the VXLAN header are set and the port is strict about them. */
    VXLAN_RESERVED_BITS,
    /** No port of this endpoint has the VNI. */
    VXLAN_UNKNOWN_VNI,
    /** The datagram's sender is not a configured remote. */
    VXLAN_UNKNOWN_REMOTE,
    /** Datagrams that the kernel coalesced, or one that it did not cut: it does not say, and the bytes could be either. */
    VXLAN_AMBIGUOUS,
    /** A datagram over IPv6 without a UDP checksum, and the endpoint takes none (RFC 7348 section 5, RFC 6935). */
    UDP_CHECKSUM_ZERO,
    /** A packet on the underlay TAP device that is no datagram for the tunnel's address and port. */
    UNDERLAY_OTHER_TRAFFIC,
    /** The outer header says "congestion experienced" and the inner one cannot carry it (RFC 6040 section 4.2). */
    ECN_CONFLICT,
    /** The tunnel has no remote, or the frame's remote is not known. */
    NO_REMOTE,
    /** A guest made a buffer available that holds no frame: shorter than its offload header, or longer than any frame. */
    VHOST_NO_FRAME,
    /** A guest's queue has an address outside the guest's memory: the port takes nothing more from that guest. */
    VHOST_BAD_ADDRESS,
    /** A guest's queue contradicts itself (OASIS VIRTIO 1.2 section 2.7): the port takes nothing more from that guest. */
    VHOST_BAD_CHAIN,
    /** The file of a guest's memory was made shorter: the port takes nothing more from that guest. */
    VHOST_MEMORY_GONE,
    /** A fault inside the switch; the log has the detail. */
    INTERNAL;

    /** The name that users see: {@code vlan-not-allowed}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
