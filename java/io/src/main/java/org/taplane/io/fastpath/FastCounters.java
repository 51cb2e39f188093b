package org.taplane.io.fastpath;

/** Frames that the kernel forwarded, from a port and to it, and their bytes with tags. */
public record FastCounters(long rxFrames, long rxBytes, long txFrames, long txBytes) {
    public static final FastCounters NONE = new FastCounters(0, 0, 0, 0);

    public FastCounters plus(FastCounters other) {
        return new FastCounters(
                rxFrames + other.rxFrames, rxBytes + other.rxBytes, txFrames + other.txFrames, txBytes + other.txBytes);
    }
}
