package org.taplane.dataplane.frame;

import org.taplane.wire.Slab;

/**
 * Up to {@link #CAPACITY} frames that walk through the switch together, owned by one shard and reused for every burst.
 *
 * <p>A frame is an index into the burst's descriptor table, and a set of frames a {@code long}: bit i is frame i. A
 * descriptor says where the frame's bytes are in the slab and carries what travels with them; native code fills and reads
 * the same 64 bytes (machine byte order, {@code native/src/main/c/burst.h}):
 *
 * <pre>
 *   0  u32 start         slab offset of the destination MAC
 *   4  u32 length        bytes from there to the end of the frame, without FCS
 *   8  virtio_net_hdr    linux/virtio_net.h, 10 bytes:
 *        8 u8 flags    9 u8 gso_type   10 u16 hdr_len   12 u16 gso_size   14 u16 csum_start   16 u16 csum_offset
 *  18  u8  own flags     bit 0: {@link #sizeByEgress}
 *  19  u8  tag           where the frame's tag is: {@link Tag}
 *  20  u16 tci           802.1Q tag control information that goes with the frame
 *  22  u8  reserved
 *  23  u8  ecn           TOS byte of the outer IP header a tunnel received the frame in
 *  24  u16 vid           VLAN the frame belongs to inside the bridge; 0 until classified
 *  26  u16 reserved
 *  28  s32 egress        slot of a port, or {@link #FLOOD}
 *  32  u32 remote        index of the remote VTEP: the sender's on ingress, the receiver's on egress; 0 = none
 *  36  u32 vni           VNI the frame came by
 *  40  u32 reserved
 *  44  u32 source port   UDP source port of the outer datagram
 *  48  u8[16] source     outer source address, IPv4 as ::ffff:a.b.c.d
 * </pre>
 *
 * <p>In front of a frame's first byte at least {@link #HEADROOM} bytes may be overwritten. Slab layout: the descriptor
 * table, then the data area that receivers fill, then room into which the last frame of a packet socket may reach.
 *
 * <p>What is forwarded is a selection: any set of the frames that came in by one port. The shard and the time travel with
 * it, so that nobody on the way has to ask the clock or look for state of his own.
 */
public final class Burst {
    /** Most frames in one burst: as many as a {@code long} has bits, so that a set of frames is one. */
    public static final int CAPACITY = 64;

    /** Bytes of one descriptor. */
    public static final int DESCRIPTOR = 64;

    /**
     * Bytes before a frame's start, as it is received, that belong to it: two VLAN tags (one that a packet socket puts
     * back, one that the bridge pushes), a virtio_net_hdr, and 16 bytes for the header of a tunnel. Frames start so far
     * behind the start of a cache line, and the IP header is then aligned to 16 bytes.
     */
    public static final int HEADROOM = 34;

    /** {@link #egress} of a frame that goes to every port of its VLAN. */
    public static final int FLOOD = -1;

    /** Longest frame a port hands over: 64 KiB of IP datagram, Ethernet header, two VLAN tags. */
    public static final int MAX_FRAME = 65_535 + 14 + 8;

    /**
     * Bytes more that a packet socket may hand over as one frame: TCP of up to GSO_MAX_SIZE (linux/netdevice.h), 8 times
     * 65,535 bytes. It has to be taken apart before it is forwarded.
     */
    public static final int JUMBO = 7 * 65_535;

    private static final int START = 0;
    private static final int LENGTH = 4;
    private static final int FLAGS = 8;
    private static final int GSO_TYPE = 9;
    private static final int HDR_LEN = 10;
    private static final int GSO_SIZE = 12;
    private static final int CSUM_START = 14;
    private static final int CSUM_OFFSET = 16;
    private static final int OWN_FLAGS = 18;
    private static final int TAG = 19;
    private static final int TCI = 20;
    private static final int OUTER_TOS = 23;
    private static final int VID = 24;
    private static final int EGRESS = 28;
    private static final int REMOTE = 32;
    private static final int VNI = 36;
    private static final int SOURCE_PORT = 44;
    private static final int SOURCE = 48;

    private static final int SIZED_BY_EGRESS = 1;

    private final Slab slab;
    private final int shard;
    private long frames;
    private int ingress;
    private int now;

    /** A burst of shard 0. */
    public Burst(Slab slab) {
        this(slab, 0);
    }

    /** A burst over a slab, for the shard with that index. */
    public Burst(Slab slab, int shard) {
        this.slab = slab;
        this.shard = shard;
    }

    /** A burst of shard 0 over a new slab whose data area has {@code dataBytes} bytes. */
    public static Burst allocate(int dataBytes) {
        return allocate(0, dataBytes);
    }

    /** A burst over a new slab whose data area has {@code dataBytes} bytes, for the shard with that index. */
    public static Burst allocate(int shard, int dataBytes) {
        return new Burst(Slab.allocate(dataOffset() + dataBytes + JUMBO), shard);
    }

    /** The set of the first {@code count} frames, 0 to {@link #CAPACITY}. */
    public static long first(int count) {
        return count == 0 ? 0 : -1L >>> -count;
    }

    /** Slab offset of the data area. */
    public static int dataOffset() {
        return CAPACITY * DESCRIPTOR;
    }

    /** Slab offset behind the data area of an {@linkplain #allocate allocated} burst; {@link #JUMBO} bytes follow. */
    public int dataEnd() {
        return slab.size() - JUMBO;
    }

    public Slab slab() {
        return slab;
    }

    /** Index of the shard whose frames these are: where what is kept for each shard finds its own. */
    public int shard() {
        return shard;
    }

    /** When the shard woke up for these frames: a {@link Tick}. */
    public int now() {
        return now;
    }

    /** Sets {@link #now}. */
    public void stamp(int tick) {
        now = tick;
    }

    /** The frames to forward. */
    public long frames() {
        return frames;
    }

    /** Slot of the port that every frame of the selection came in by. */
    public int ingress() {
        return ingress;
    }

    /** Chooses a set of frames, all of which came in by the port in slot {@code ingress}. */
    public void select(long frames, int ingress) {
        this.frames = frames;
        this.ingress = ingress;
    }

    /** Makes descriptor {@code frame} a plain frame of {@code length} bytes at {@code start}: no offloads, no tag. */
    public void set(int frame, int start, int length) {
        int at = frame * DESCRIPTOR;
        slab.zero(at, DESCRIPTOR);
        slab.putNative32(at + START, start);
        slab.putNative32(at + LENGTH, length);
    }

    public int start(int frame) {
        return slab.native32(frame * DESCRIPTOR + START);
    }

    public int length(int frame) {
        return slab.native32(frame * DESCRIPTOR + LENGTH);
    }

    /** Ends the frame {@code length} bytes behind its start: what follows is not part of it. */
    public void trim(int frame, int length) {
        slab.putNative32(frame * DESCRIPTOR + LENGTH, length);
    }

    /** Moves the frame's first byte by {@code delta} bytes (negative: into the headroom); the last byte stays. */
    public void moveStart(int frame, int delta) {
        int at = frame * DESCRIPTOR;
        slab.putNative32(at + START, slab.native32(at + START) + delta);
        slab.putNative32(at + LENGTH, slab.native32(at + LENGTH) - delta);
    }

    /** First eight bytes of the virtio_net_hdr, machine byte order: all but csum_offset, which follows from gso_type. */
    public long segmentation(int frame) {
        return slab.native64(frame * DESCRIPTOR + FLAGS);
    }

    /** Whether the frame carries no offload request at all: neither checksum nor segmentation. */
    public boolean isPlain(int frame) {
        return slab.native16(frame * DESCRIPTOR + FLAGS) == 0;
    }

    public int flags(int frame) {
        return slab.u8(frame * DESCRIPTOR + FLAGS);
    }

    public void flags(int frame, int flags) {
        slab.putU8(frame * DESCRIPTOR + FLAGS, flags);
    }

    public int gsoType(int frame) {
        return slab.u8(frame * DESCRIPTOR + GSO_TYPE);
    }

    public void gsoType(int frame, int type) {
        slab.putU8(frame * DESCRIPTOR + GSO_TYPE, type);
    }

    public int headerLength(int frame) {
        return slab.native16(frame * DESCRIPTOR + HDR_LEN);
    }

    public void headerLength(int frame, int bytes) {
        slab.putNative16(frame * DESCRIPTOR + HDR_LEN, bytes);
    }

    /** Payload bytes of each segment. */
    public int gsoSize(int frame) {
        return slab.native16(frame * DESCRIPTOR + GSO_SIZE);
    }

    public void gsoSize(int frame, int bytes) {
        slab.putNative16(frame * DESCRIPTOR + GSO_SIZE, bytes);
    }

    /**
     * Makes the segments of a GSO frame as long as each egress port's MTU allows. It is a flag of our own beside a
     * gso_size of 0: a header that merely has the 0 comes from outside and lies.
     */
    public void sizeByEgress(int frame) {
        slab.putU8(frame * DESCRIPTOR + OWN_FLAGS, SIZED_BY_EGRESS);
    }

    public boolean isSizedByEgress(int frame) {
        return slab.u8(frame * DESCRIPTOR + OWN_FLAGS) == SIZED_BY_EGRESS;
    }

    /** Whether every port that sends no tags gets the frame as it is: without a tag, and not sized by the port. */
    public boolean isSameForUntagged(int frame) {
        return slab.native16(frame * DESCRIPTOR + OWN_FLAGS) == 0; // with the tag behind the flags
    }

    public int csumStart(int frame) {
        return slab.native16(frame * DESCRIPTOR + CSUM_START);
    }

    public void csumStart(int frame, int offset) {
        slab.putNative16(frame * DESCRIPTOR + CSUM_START, offset);
    }

    public int csumOffset(int frame) {
        return slab.native16(frame * DESCRIPTOR + CSUM_OFFSET);
    }

    public void csumOffset(int frame, int offset) {
        slab.putNative16(frame * DESCRIPTOR + CSUM_OFFSET, offset);
    }

    public int tci(int frame) {
        return slab.native16(frame * DESCRIPTOR + TCI);
    }

    public void tci(int frame, int tci) {
        slab.putNative16(frame * DESCRIPTOR + TCI, tci);
    }

    /** One of the constants of {@link Tag}. */
    public int tag(int frame) {
        return slab.u8(frame * DESCRIPTOR + TAG);
    }

    public void tag(int frame, int tag) {
        slab.putU8(frame * DESCRIPTOR + TAG, tag);
    }

    /** Notes the sender of the datagram that the frame came in, and the TOS byte of the datagram. */
    public void outer(int frame, long sourceHigh, long sourceLow, int tos) {
        int at = frame * DESCRIPTOR;
        slab.putU64(at + SOURCE, sourceHigh);
        slab.putU64(at + SOURCE + Long.BYTES, sourceLow);
        slab.putU8(at + OUTER_TOS, tos);
    }

    public int outerTos(int frame) {
        return slab.u8(frame * DESCRIPTOR + OUTER_TOS);
    }

    public int vid(int frame) {
        return slab.native16(frame * DESCRIPTOR + VID);
    }

    public void vid(int frame, int vid) {
        slab.putNative16(frame * DESCRIPTOR + VID, vid);
    }

    public int egress(int frame) {
        return slab.native32(frame * DESCRIPTOR + EGRESS);
    }

    /** Sets where the frame goes: the slot of a port or {@link #FLOOD}, and behind a tunnel a {@link #remote}. */
    public void egress(int frame, int slot, int remote) {
        slab.putNative32s(frame * DESCRIPTOR + EGRESS, slot, remote);
    }

    public int remote(int frame) {
        return slab.native32(frame * DESCRIPTOR + REMOTE);
    }

    public void remote(int frame, int remote) {
        slab.putNative32(frame * DESCRIPTOR + REMOTE, remote);
    }

    public int vni(int frame) {
        return slab.native32(frame * DESCRIPTOR + VNI);
    }

    public void vni(int frame, int vni) {
        slab.putNative32(frame * DESCRIPTOR + VNI, vni);
    }

    public int sourcePort(int frame) {
        return slab.native32(frame * DESCRIPTOR + SOURCE_PORT);
    }

    /** First eight bytes of the outer source address. */
    public long sourceHigh(int frame) {
        return slab.u64(frame * DESCRIPTOR + SOURCE);
    }

    /** Last eight bytes of the outer source address; an IPv4 address is in the low 32 bits. */
    public long sourceLow(int frame) {
        return slab.u64(frame * DESCRIPTOR + SOURCE + 8);
    }
}
