package org.taplane.nativeio;

/** Bursts on one queue of a TAP device opened with {@code IFF_VNET_HDR} and a 10-byte header, non-blocking. */
public final class TapIo {
    static {
        NativeLibrary.load();
    }

    private TapIo() {}

    /**
     * Reads frames until {@code max} are there or lost, the queue is empty or fails, or the data area has no room for a
     * longest one.
     *
     * @param slab address of a burst's slab; its descriptor table starts there
     * @param dataStart slab offset of the data area
     * @param dataEnd slab offset after the data area
     * @return see {@link ReceiveResult}
     */
    public static native long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    /**
     * Writes {@code entries[from..to)} in order, until the kernel refuses one, or one is not in the slab: EFAULT. An
     * entry is a frame, or below 0 a train, which goes out as one frame.
     *
     * @param trains address of the table of trains ({@code native/src/main/c/burst.h}); entry -1 stands for the first
     * @return see {@link SendResult}
     */
    public static native long send(int fd, long slab, int slabSize, long trains, int[] entries, int from, int to);
}
