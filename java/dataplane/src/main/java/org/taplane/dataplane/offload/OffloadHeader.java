package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;

public final class OffloadHeader {
    private OffloadHeader() {}

    public static boolean isSane(Burst b, int f) {
        return true;
    }
}
