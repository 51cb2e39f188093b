package org.taplane.nativeio;

/** Bursts on a datagram socket to one peer, non-blocking: each datagram is a frame, as QEMU's {@code -netdev dgram} has them. */
public final class DgramIo {
    static {
        NativeLibrary.load();
    }

    private DgramIo() {}

    /**
     * Reads frames as {@link TapIo#receive} does; offload headers are empty.
     *
     * @return see {@link ReceiveResult}
     */
    public static native long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    /**
     * Sends each message of a table ({@code DatagramBatch}) as a frame and sets its error. When nobody is there, or the peer
     * takes no more, the rest is refused likewise.
     *
     * @param name address of the peer's {@code sockaddr}
     * @param nameLength its bytes; 0 for a connected socket
     * @return how many were refused; -1 if the table is too small
     */
    public static native int send(
            int fd, long table, int tableSize, int messages, long frames, int framesSize, long name, int nameLength);
}
