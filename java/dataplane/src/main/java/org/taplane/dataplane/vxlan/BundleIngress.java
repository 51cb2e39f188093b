package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;

/**
 * What happens to bursts whose last frame may be a bundle of several datagrams: the bundle is taken apart, and
 * {@link VxlanIngress} goes on with the datagrams.
 *
 * <p>In a bundle they lie one behind the other. Each is copied to a place of its own, with the headroom that a frame has:
 *
 * <pre>
 *   bundle   | VXLAN frame 0 | VXLAN frame 1 | VXLAN frame 2 |
 *   burst    | headroom | VXLAN frame 0 |   | headroom | VXLAN frame 1 |   | headroom | VXLAN frame 2 |
 * </pre>
 */
public final class BundleIngress {
    /** Headroom and alignment of the datagrams of one burst. */
    private static final int SPREAD = Burst.CAPACITY * (Burst.HEADROOM + Burst.DESCRIPTOR);

    private final VxlanIngress ingress;

    public BundleIngress(VxlanIngress ingress) {
        this.ingress = ingress;
    }

    /**
     * Takes the first {@code count} datagrams of the burst: each starts with its VXLAN header. The last one may be what a
     * UDP socket hands over as a {@link Bundle}, with a gso_size that is less than its length; the slab has room for two
     * more of its kind.
     *
     * @return whether the bundle was one or the other; if not it is dropped, and the socket should not coalesce
     */
    public boolean receive(Burst burst, int count) {
        int last = count - 1;
        if (count == 0 || burst.gsoSize(last) == 0) {
            ingress.receive(burst, Burst.first(count));
            return true;
        }
        ingress.receive(burst, Burst.first(last));
        return receiveBundle(burst, last);
    }

    /**
     * Takes datagrams, and then one that certainly is a bundle of datagrams, all but the last as long as its gso_size; it
     * is the last in the slab.
     */
    void receiveDatagrams(Burst burst, long datagrams, int bundle) {
        ingress.receive(burst, datagrams);
        takeApart(burst, bundle);
    }

    /** Counts datagrams that are not looked at: they may be bundles whose length got lost. */
    public void discard(int count) {
        ingress.drop(DropReason.VXLAN_AMBIGUOUS, count);
    }

    private boolean receiveBundle(Burst burst, int bundle) {
        int start = burst.start(bundle);
        int length = burst.length(bundle);
        int size = burst.gsoSize(bundle);
        switch (Bundle.of(burst.slab(), start, length, size)) {
            case DATAGRAMS -> takeApart(burst, bundle);
            case FRAME -> ingress.receive(burst, 1L << bundle);
            case AMBIGUOUS -> {
                discard((length + size - 1) / size);
                return false;
            }
        }
        return true;
    }

    private void takeApart(Burst burst, int bundle) {
        int size = burst.gsoSize(bundle);
        int room = room(burst, bundle);
        int at = burst.start(bundle);
        int end = at + burst.length(bundle);
        long high = burst.sourceHigh(bundle);
        long low = burst.sourceLow(bundle);
        int tos = burst.outerTos(bundle);
        while (at < end) {
            int count = spread(burst, at, end, size, room);
            for (int frame = 0; frame < count; frame++) {
                burst.outer(frame, high, low, tos);
            }
            ingress.receive(burst, Burst.first(count));
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

    /** A place for the datagrams of a burst, clear of the bundle: the frames before it have been forwarded. */
    private static int room(Burst burst, int bundle) {
        int start = burst.start(bundle);
        int length = burst.length(bundle);
        boolean isBefore = start - Burst.dataOffset() >= length + SPREAD;
        return isBefore ? Burst.dataOffset() : nextLine(start + length);
    }

    private static int nextLine(int offset) {
        return offset + Burst.DESCRIPTOR - 1 & -Burst.DESCRIPTOR;
    }
}
