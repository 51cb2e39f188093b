package org.taplane.nativeio;

/** Bursts of UDP datagrams on sockets that are not connected. */
public final class UdpIo {
    static {
        NativeLibrary.load();
    }

    private UdpIo() {}

    /**
     * Reads datagrams as {@link TapIo#receive} reads frames. The descriptors tell each one's bytes, source address and
     * port, and the TOS or traffic class if the socket was asked for it ({@code IP_RECVTOS}, {@code IPV6_RECVTCLASS}).
     *
     * <p>If the socket was asked for it ({@code UDP_GRO}), the last descriptor may stand for a bundle of several
     * datagrams: its gso_size is then not 0 but what the control message tells, and less than the length.
     *
     * @return see {@link ReceiveResult}
     */
    public static native long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    /** Most datagrams that {@link #receiveFew} takes by one call: {@code UDP_FEW}. */
    public static final int FEW = 8;

    /** Length of a datagram, in bytes, from which on {@link #receiveFew} has to copy: {@code UDP_SHORT}. */
    public static final int SHORT = 2048;

    /**
     * As {@link #receive}, by a call for {@link #FEW} datagrams, which is quicker as long as all are {@link #SHORT}. A burst
     * ends with the call that brings a longer one or a bundle: any of the last {@link #FEW} may be one. The data area has
     * to have room for {@link #FEW} longest datagrams besides.
     *
     * @return see {@link ReceiveResult}
     */
    public static native long receiveFew(int fd, long slab, int dataStart, int dataEnd, int max);

    /**
     * Sends the {@code messages} first messages of a table ({@code native/src/main/c/burst_udp.h}) to {@code port} and
     * writes into each whether the kernel took it.
     *
     * @param sockets descriptors that the messages' socket numbers stand for, at most 64
     * @param table address of the table, which is also the area of header pieces
     * @param frames address of the slab that frame pieces are in
     * @return how many messages were refused; -1 if the table is smaller than its fixed part or there are too many
     *     sockets or messages, and nothing was sent
     */
    public static native int send(
            int[] sockets, int port, long table, int tableSize, int messages, long frames, int framesSize);
}
