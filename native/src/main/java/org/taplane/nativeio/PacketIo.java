package org.taplane.nativeio;

/** Bursts on an AF_PACKET socket with {@code PACKET_VNET_HDR} and {@code PACKET_AUXDATA}, non-blocking. */
public final class PacketIo {
    static {
        NativeLibrary.load();
    }

    private PacketIo() {}

    /**
     * Reads frames as {@link TapIo#receive} does. A VLAN tag that the kernel took out of the bytes is put back. The last frame
     * may reach beyond {@code dataEnd}, for up to 7 * 65,535 bytes, which must be there.
     *
     * @return see {@link ReceiveResult}
     */
    public static native long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    /**
     * Sends {@code frames[from..to)} in order, until the kernel refuses one, or one is not in the slab: EFAULT.
     *
     * @return see {@link SendResult}
     */
    public static native long send(int fd, long slab, int slabSize, int[] frames, int from, int to);
}
