package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;

/**
 * What happens to the bursts of a UDP socket that hands over several datagrams in one piece: the piece is taken apart,
 * and {@link VxlanIngress} goes on with the datagrams.
 *
 * <p>In a piece they lie one behind the other. Each is copied to a place of its own, with the headroom that a frame has:
 *
 * <pre>
 *   piece    | VXLAN frame 0 | VXLAN frame 1 | VXLAN frame 2 |
 *   burst    | headroom | VXLAN frame 0 |   | headroom | VXLAN frame 1 |   | headroom | VXLAN frame 2 |
 * </pre>
 */
public final class PieceIngress {
    /** Headroom and alignment of the datagrams of one burst. */
    private static final int SPREAD = Burst.CAPACITY * (Burst.HEADROOM + Burst.DESCRIPTOR);

    private final VxlanIngress ingress;

    public PieceIngress(VxlanIngress ingress) {
        this.ingress = ingress;
    }

    /**
     * Takes the first {@code count} datagrams of the burst: each starts with its VXLAN header. The last one may be a
     * piece, with a gso_size that is less than its length; the slab has room for two more of its kind.
     *
     * @return whether the piece was one or the other; if not it is dropped, and the socket should not coalesce
     */
    public boolean receive(Burst burst, int count) {
        int last = count - 1;
        if (count == 0 || burst.gsoSize(last) == 0) {
            ingress.receive(burst, count);
            return true;
        }
        ingress.receive(burst, last);
        return receivePiece(burst, last);
    }

    /** Counts datagrams that are not looked at: they may be pieces whose length got lost. */
    public void discard(int count) {
        ingress.drop(DropReason.VXLAN_AMBIGUOUS, count);
    }

    private boolean receivePiece(Burst burst, int piece) {
        int start = burst.start(piece);
        int length = burst.length(piece);
        int size = burst.gsoSize(piece);
        switch (Piece.of(burst.slab(), start, length, size)) {
            case DATAGRAMS -> takeApart(burst, piece);
            case FRAME -> {
                burst.copy(piece, 0);
                ingress.receive(burst, 1);
            }
            case AMBIGUOUS -> {
                discard((length + size - 1) / size);
                return false;
            }
        }
        return true;
    }

    private void takeApart(Burst burst, int piece) {
        int size = burst.gsoSize(piece);
        int room = room(burst, piece);
        int at = burst.start(piece);
        int end = at + burst.length(piece);
        long high = burst.sourceHigh(piece);
        long low = burst.sourceLow(piece);
        int tos = burst.outerTos(piece);
        while (at < end) {
            int count = spread(burst, at, end, size, room);
            for (int frame = 0; frame < count; frame++) {
                burst.outer(frame, high, low, tos);
            }
            ingress.receive(burst, count);
            at += count * size;
        }
    }

    /** Makes what is from {@code at} to {@code end} the frames of a burst, as many as it takes; their number. */
    private static int spread(Burst burst, int at, int end, int size, int room) {
        int count = 0;
        int from = at;
        int to = room + Burst.HEADROOM;
        while (from < end && count < Burst.CAPACITY) {
            int length = Math.min(size, end - from);
            burst.slab().move(from, to, length);
            burst.set(count++, to, length);
            from += length;
            to = nextLine(to + length) + Burst.HEADROOM;
        }
        return count;
    }

    /** A place for the datagrams of a burst, clear of the piece: the frames before it have been forwarded. */
    private static int room(Burst burst, int piece) {
        int start = burst.start(piece);
        int length = burst.length(piece);
        boolean isBefore = start - Burst.dataOffset() >= length + SPREAD;
        return isBefore ? Burst.dataOffset() : nextLine(start + length);
    }

    private static int nextLine(int offset) {
        return offset + Burst.DESCRIPTOR - 1 & -Burst.DESCRIPTOR;
    }
}
