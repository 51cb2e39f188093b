package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** A TAP device as a virtual machine holds it: the guest sends frames with any offload header it likes. */
public final class GuestTap implements AutoCloseable {
    private static final long TUNSETIFF = 0x4004_54caL; // linux/if_tun.h
    private static final int IFF_TAP = 0x2;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFREQ = 40;
    private static final int FLAGS_AT = 16;
    private static final byte[] NO_OFFLOAD = new byte[PacketSocket.VIRTIO_HEADER];

    private final int fd;

    private GuestTap(int fd) {
        this.fd = fd;
    }

    /** Makes the device and sets it up. It goes with {@link #close}, or with the namespace. */
    public static GuestTap create(Namespace at, String name) {
        GuestTap tap = at.call(() -> open(name));
        at.run("ip link set dev " + name + " up");
        return tap;
    }

    private static GuestTap open(String name) {
        int fd = Libc.C.open("/dev/net/tun", Libc.O_RDWR);
        try (Memory request = new Memory(IFREQ)) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            request.clear();
            request.write(0, bytes, 0, bytes.length);
            request.setShort(FLAGS_AT, (short) (IFF_TAP | IFF_NO_PI | IFF_VNET_HDR));
            Libc.C.ioctl(fd, TUNSETIFF, request);
        }
        return new GuestTap(fd);
    }

    public void send(TestFrame frame) {
        if (!offer(NO_OFFLOAD, frame.bytes())) {
            throw new AssertionError("the kernel refused " + frame);
        }
    }

    /** Sends a frame with its {@code struct virtio_net_hdr}, machine byte order; whether the kernel took it. */
    public boolean offer(byte[] offload, byte[] frame) {
        try (Memory packet = new Memory((long) offload.length + frame.length)) {
            packet.write(0, offload, 0, offload.length);
            packet.write(offload.length, frame, 0, frame.length);
            return Libc.C.write(fd, packet, packet.size()) == packet.size();
        } catch (LastErrorException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
