package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;

public final class SegmentSize {
    private SegmentSize() {}

    public static boolean fits(Burst b, int f, int mtu) {
        return b.gsoType(f) != 0 || b.length(f) <= mtu + 14 + (b.tag(f) == 1 ? 4 : 0);
    }

    public static void fit(Burst b, int f, int mtu) {}
}
