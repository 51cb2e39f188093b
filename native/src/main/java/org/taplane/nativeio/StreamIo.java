package org.taplane.nativeio;

/**
 * Bursts on a stream socket, non-blocking, on which each frame has its length before it: 4 bytes, big-endian, as QEMU's
 * {@code -netdev stream} has them. What is between two frames waits in two buffers of the connection, zero at first, which
 * only these calls read and write.
 */
public final class StreamIo {
    /** Bytes of the buffer for what was read: two 32-bit numbers and 128 KiB. */
    public static final int INPUT_BYTES = 131_080;

    /**
     * Bytes of the buffer for what is to be written: two 32-bit numbers in machine byte order, where it begins and where it
     * ends, both 0 if nothing waits; then a longest frame with its length.
     */
    public static final int OUTPUT_BYTES = 65_572;

    static {
        NativeLibrary.load();
    }

    private StreamIo() {}

    /**
     * Reads once, as much as there is room for.
     *
     * @param input address of {@link #INPUT_BYTES} bytes
     * @return bytes read; 0 at the stream's end; or an errno below 0: EAGAIN if nothing is there, ENOBUFS if whole frames
     *     have to be cut first
     */
    public static native int fill(int fd, long input);

    /**
     * Cuts whole frames off what was read, as many as the burst takes, each with its headroom.
     *
     * @return see {@link ReceiveResult}; without frames and errno the next frame is not whole yet. EBADMSG when a length
     *     follows that no frame has: the rest of the stream means nothing then
     */
    public static native long cut(long input, long slab, int dataStart, int dataEnd, int max);

    /**
     * Sends each message of a table ({@code DatagramBatch}) as a frame and sets its error. One of which the kernel takes only
     * the beginning counts as sent: the rest of it waits, and as long as it does, other frames are refused with EAGAIN.
     *
     * @param out address of {@link #OUTPUT_BYTES} bytes
     * @return how many were refused; -1 if the table is too small
     */
    public static native int send(
            int fd, long table, int tableSize, int messages, long frames, int framesSize, long out);

    /** Sends what waits: 0 if nothing waits any more, or an errno, EAGAIN if the kernel takes no more at the moment. */
    public static native int flush(int fd, long out);
}
