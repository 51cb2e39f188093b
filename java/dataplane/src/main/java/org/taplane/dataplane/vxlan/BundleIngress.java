package org.taplane.dataplane.vxlan;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;

/**
 * What happens to bursts among whose last frames there may be bundles of several datagrams: a bundle is taken apart, and
 * {@link VxlanIngress} goes on with the datagrams.
 *
 * <p>In a bundle they lie one behind the other. Each is copied into a burst of this class, to a place of its own, with the
 * headroom that a frame has:
 *
 * <pre>
 *   bundle   | VXLAN frame 0 | VXLAN frame 1 | VXLAN frame 2 |
 *   parts    | headroom | VXLAN frame 0 |   | headroom | VXLAN frame 1 |   | headroom | VXLAN frame 2 |
 * </pre>
 */
public final class BundleIngress {
    /** How many of a burst's frames, the last ones, may be bundles. */
    public static final int MOST = 8;

    /** Headroom and alignment of the datagrams of one burst. */
    private static final int SPREAD = Burst.CAPACITY * (Burst.HEADROOM + Burst.DESCRIPTOR);

    private final VxlanIngress ingress;
    private final Burst parts;

    /** @param shard index of the shard whose bursts these are */
    public BundleIngress(VxlanIngress ingress, int shard) {
        this.ingress = ingress;
        parts = Burst.allocate(shard, Burst.MAX_FRAME + SPREAD);
    }

    /**
     * Takes the first {@code count} datagrams of the burst: each starts with its VXLAN header. Any of the last
     * {@link #MOST} may be what a UDP socket hands over as a {@link Bundle}, with a gso_size that is less than its length.
     *
     * @return whether each bundle was one or the other; what is not is dropped, and the socket should not coalesce
     */
    public boolean receive(Burst burst, int count) {
        boolean clear = true;
        int from = 0;
        for (int frame = Math.max(0, count - MOST); frame < count; frame++) {
            if (burst.gsoSize(frame) != 0) {
                ingress.receive(burst, Burst.first(frame) & -1L << from);
                clear &= receiveBundle(burst, frame);
                from = frame + 1;
            }
        }
        ingress.receive(burst, from == Burst.CAPACITY ? 0 : Burst.first(count) & -1L << from);
        return clear;
    }

    /** Takes datagrams, and then one that certainly is a bundle of datagrams, all but the last as long as its gso_size. */
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
        int at = burst.start(bundle);
        int end = at + burst.length(bundle);
        parts.stamp(burst.now());
        while (at < end) {
            int count = copy(burst, at, end, size);
            for (int part = 0; part < count; part++) {
                parts.outer(part, burst.sourceHigh(bundle), burst.sourceLow(bundle), burst.outerTos(bundle));
            }
            ingress.receive(parts, Burst.first(count));
            at += count * size;
        }
    }

    /** Copies what is from {@code at} to {@code end}, as many datagrams as a burst takes; their number. */
    private int copy(Burst burst, int at, int end, int size) {
        int count = 0;
        int from = at;
        int to = Burst.dataOffset() + Burst.HEADROOM;
        while (from < end && count < Burst.CAPACITY) {
            int length = Math.min(size, end - from);
            parts.slab().copyFrom(burst.slab(), from, to, length);
            parts.set(count++, to, length);
            from += length;
            to = nextLine(to + length) + Burst.HEADROOM;
        }
        return count;
    }

    private static int nextLine(int offset) {
        return offset + Burst.DESCRIPTOR - 1 & -Burst.DESCRIPTOR;
    }
}
