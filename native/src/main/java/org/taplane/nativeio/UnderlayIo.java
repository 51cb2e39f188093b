package org.taplane.nativeio;

/**
 * Bursts on one queue of a TAP device opened with {@code IFF_VNET_HDR} and a header of {@value #OFFLOAD_HEADER} bytes,
 * non-blocking: Ethernet frames of the underlay, which carry datagrams.
 */
public final class UnderlayIo {
    /** Bytes of struct virtio_net_hdr_v1_hash_tunnel (linux/virtio_net.h, Linux 6.17). */
    public static final int OFFLOAD_HEADER = 24;

    static {
        NativeLibrary.load();
    }

    private UnderlayIo() {}

    /** Reads frames as {@link TapIo#receive} does; the descriptors get the first ten bytes of their offload headers. */
    public static native long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    /**
     * Writes the {@code messages} first messages of a table ({@code native/src/main/c/burst_udp.h}), each as one frame
     * behind a header of its own, and notes in each whether the kernel took it.
     *
     * @param table address of the table, which is also the area of header pieces
     * @param frames address of the slab that frame pieces are in
     * @param headers address of {@code messages} headers, {@code stride} bytes apart and {@code headerLength} long:
     *     offload header, Ethernet, IP, UDP
     * @return how many messages were refused; -1 if the table is smaller than its fixed part or there are too many
     *     messages, and nothing was sent
     */
    public static native int send(
            int fd,
            long table,
            int tableSize,
            int messages,
            long frames,
            int framesSize,
            long headers,
            int stride,
            int headerLength);
}
