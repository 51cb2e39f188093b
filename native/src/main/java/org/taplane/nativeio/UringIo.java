package org.taplane.nativeio;

/**
 * Bursts from one queue of a TAP device, as {@link TapIo} reads them, by io_uring: one request that completes for every
 * frame.
 *
 * <p>A reader is {@value #READER} bytes of memory that the caller gives, zeroed or not, and keeps at its place until
 * {@link #close}. One thread calls all methods of a reader.
 */
public final class UringIo {
    /** Bytes of a reader ({@code native/src/main/c/burst_uring.h}), rounded up. */
    public static final int READER = 128;

    static {
        NativeLibrary.load();
    }

    private UringIo() {}

    /**
     * Whether this process can read so.
     *
     * @return 0, or a negative errno: EOPNOTSUPP from a kernel before Linux 6.7, ENOSYS or EPERM where io_uring is forbidden
     */
    public static native int probe();

    /**
     * Makes a reader.
     *
     * @param reader address of the reader's memory
     * @param device the queue's descriptor, which stays the caller's, and is what to wait on for frames
     * @return 0; or a negative errno, and nothing was begun
     */
    public static native int open(long reader, int device);

    /**
     * Reads frames that are there, at most {@code max} and as many longest ones as the data area has room for. The data
     * area is written to during this call only.
     *
     * @return see {@link ReceiveResult}
     */
    public static native long receive(long reader, long slab, int dataStart, int dataEnd, int max);

    /** Ends it. On return the kernel has let go of the queue. */
    public static native void close(long reader);
}
