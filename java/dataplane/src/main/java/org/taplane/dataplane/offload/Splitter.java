package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Jumbo;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * Takes apart GSO frames that no port can be given whole, into pieces that any port can be given: what is around an inner
 * packet ({@link Encapsulation}) is cut to segments, and a TCP frame of more than 64 KiB ({@link Jumbo}) to GSO frames of
 * less. A piece is a copy, in a burst of this object's own, with a partial checksum that its offload header asks to complete.
 *
 * <p>No port takes the first kind, although there is a header for it: the kernel accepts it on a TAP device or a packet
 * socket, but as it does not tell of the tunnel, the kernel finds no way to cut it (udp4_ufo_fragment, gre_gso_segment) and
 * drops it. No port takes the second, either: a virtual machine's device reads no more than 64 KiB, and a tunnel's datagram
 * cannot be longer.
 *
 * <p>One object serves one shard.
 */
public final class Splitter {
    /** Headers are not longer: Geneve with all its options between IPv6 headers, and TCP with all of its, are 470 bytes. */
    private static final int MAX_HEADERS = 512;

    /** The least segment that TCP of Linux takes from a peer is 48 bytes: so many give 64 KiB. */
    private static final int MAX_PIECES = 1366;

    private static final int MAX_DATAGRAM = 0xffff;
    private static final int LINE = 64;

    /** A longest frame, or one of 64 KiB in pieces of 1400 bytes, each with headroom from a cache line on. */
    private static final int ROOM = 96 * 1024;

    private final Burst pieces;
    private Burst source;
    private int frame;
    private int headers;
    /** Bytes between IP and TCP header that pieces do without. */
    private int option;

    private int payload;
    private int payloadPerPiece;
    private long outer;
    /** The headers that are cut, as they are in a piece. */
    private long inner;

    private int piece;
    private int count;

    /** A splitter of the shard with that index. */
    public Splitter(int shard) {
        pieces = new Burst(Slab.allocate(Burst.dataOffset() + ROOM), shard);
        source = pieces;
    }

    /** The burst of the pieces that {@link #next} made last. */
    public Burst pieces() {
        return pieces;
    }

    /**
     * Whether the frame must be taken apart and can be; then {@link #next} gives the pieces of it. Any frame with any
     * offload header is safe to pass.
     */
    public boolean open(Burst burst, int frame) {
        return burst.gsoType(frame) != VirtioNetHdr.GSO_NONE && openGso(burst, frame);
    }

    private boolean openGso(Burst burst, int frame) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        int length = burst.length(frame);
        long outermost = Layers.of(slab, start, length);
        if (GsoRequest.agrees(burst, frame, outermost)) {
            return length > Burst.MAX_FRAME && openJumbo(burst, frame, outermost);
        }
        long jumbo = Jumbo.layers(slab, start, length);
        if (GsoRequest.agrees(burst, frame, jumbo)) {
            return openJumbo(burst, frame, jumbo);
        }
        long encapsulated = Encapsulation.inner(burst, frame, outermost);
        return encapsulated != Layers.NONE && openEncapsulated(burst, frame, outermost, encapsulated);
    }

    private boolean openJumbo(Burst burst, int frame, long layers) {
        int size = burst.gsoSize(frame);
        int room = MAX_DATAGRAM - (GsoRequest.headerLength(burst, frame, layers) - Layers.network(layers));
        option = Jumbo.optionLength(burst.slab(), burst.start(frame), layers);
        outer = Layers.NONE;
        inner = option == 0 ? layers : Jumbo.withoutOption(layers);
        return size > 0 && size <= room && open(burst, frame, layers, room / size * size);
    }

    private boolean openEncapsulated(Burst burst, int frame, long outermost, long encapsulated) {
        option = 0;
        outer = outermost;
        inner = encapsulated;
        return burst.gsoSize(frame) > 0 && open(burst, frame, encapsulated, burst.gsoSize(frame));
    }

    private boolean open(Burst burst, int frame, long layers, int payloadPerPiece) {
        int bytes = GsoRequest.headerLength(burst, frame, layers);
        source = burst;
        pieces.stamp(burst.now());
        this.frame = frame;
        headers = bytes - option;
        payload = burst.length(frame) - bytes;
        this.payloadPerPiece = payloadPerPiece;
        piece = 0;
        count = Math.max(1, Math.ceilDiv(payload, payloadPerPiece));
        return headers <= MAX_HEADERS && count <= MAX_PIECES;
    }

    /** Puts as many of the next pieces as fit into {@link #pieces}, from 0 on; their number, and 0 behind the last. */
    public int next() {
        int made = 0;
        int at = place(Burst.dataOffset());
        while (piece < count
                && made < Burst.CAPACITY
                && at + headers + length() <= pieces.slab().size()) {
            int end = at + headers + length();
            write(at, end);
            describe(made++, at, end);
            at = place(end);
            piece++;
        }
        return made;
    }

    private static int place(int cursor) {
        return (cursor + LINE - 1 & -LINE) + Burst.HEADROOM;
    }

    private int offset() {
        return piece * payloadPerPiece;
    }

    private int length() {
        return Math.min(payloadPerPiece, payload - offset());
    }

    private void write(int at, int end) {
        copy(at, end);
        int number = offset() / source.gsoSize(frame);
        PieceHeaders.writeNetwork(pieces.slab(), at, end, inner, number);
        PieceHeaders.writeTransport(pieces.slab(), at, end, inner, offset(), piece == count - 1);
        if (outer != Layers.NONE) {
            PieceHeaders.writeNetwork(pieces.slab(), at, end, outer, number);
            PieceHeaders.writeTunnel(pieces.slab(), at, end, outer, inner);
        }
    }

    private void copy(int at, int end) {
        Slab slab = source.slab();
        int start = source.start(frame);
        int before = Layers.transport(inner);
        pieces.slab().copyFrom(slab, start, at, before);
        pieces.slab().copyFrom(slab, start + before + option, at + before, headers - before);
        int from = start + option + headers + offset();
        pieces.slab().copyFrom(slab, from, at + headers, end - at - headers);
        if (option > 0) {
            Jumbo.removeOption(pieces.slab(), at + Layers.network(inner));
        }
    }

    private void describe(int made, int at, int end) {
        pieces.set(made, at, end - at);
        pieces.flags(made, VirtioNetHdr.NEEDS_CSUM);
        pieces.csumStart(made, Layers.transport(inner));
        pieces.csumOffset(made, GsoRequest.checksumOffset(inner));
        int size = source.gsoSize(frame);
        if (end - at - headers > size) {
            int ecn = piece == 0 ? 0 : VirtioNetHdr.GSO_ECN;
            pieces.gsoType(made, source.gsoType(frame) & ~ecn);
            pieces.gsoSize(made, size);
            pieces.headerLength(made, headers);
        }
    }
}
