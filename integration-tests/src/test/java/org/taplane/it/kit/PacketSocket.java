package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * An AF_PACKET socket bound to one interface (packet(7)). It sees every frame that the interface receives, with VLAN
 * tags that the kernel stripped put back, and not what it sends itself.
 */
final class PacketSocket implements AutoCloseable {
    /** {@code struct virtio_net_hdr} (linux/virtio_net.h). */
    static final int VIRTIO_HEADER = 10;

    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int ETH_P_ALL = 3;
    private static final int VLAN_VALID = 1 << 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int CAPTURE_BYTES = 64 << 20;
    private static final int LARGEST = VIRTIO_HEADER + 65_535 + 14 + 8;
    private static final int TAG_AT = 12;

    private final int fd;
    private final Memory sent = new Memory(LARGEST);
    private final Memory buffer = new Memory(LARGEST);
    private final Memory control = new Memory(64);
    private final Memory vector = new Memory(16);
    private final Memory message = new Memory(56);
    private final Memory pollFd = new Memory(8);

    private PacketSocket(int fd) {
        this.fd = fd;
        vector.setPointer(0, buffer);
        vector.setLong(8, LARGEST);
        pollFd.setInt(0, fd);
        pollFd.setShort(4, Libc.POLLIN);
    }

    /** Opens a socket in the calling thread's namespace. */
    static PacketSocket open(String device) {
        int index = Libc.C.if_nametoindex(device);
        // Protocol 0 until bind: no frame of another interface gets in.
        PacketSocket socket = new PacketSocket(Libc.C.socket(Libc.AF_PACKET, Libc.SOCK_RAW, 0));
        socket.option(SOL_SOCKET, SO_RCVBUFFORCE, CAPTURE_BYTES);
        socket.option(Libc.SOL_PACKET, PACKET_AUXDATA, 1);
        socket.option(Libc.SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
        socket.promiscuous(index);
        socket.bind(index);
        return socket;
    }

    /** As {@link #open}; each frame sent begins with a {@code virtio_net_hdr} and so does each received. */
    static PacketSocket openWithVirtioHeader(String device) {
        PacketSocket socket = open(device);
        socket.option(Libc.SOL_PACKET, PACKET_VNET_HDR, 1);
        return socket;
    }

    private void option(int level, int name, int value) {
        try (Memory word = new Memory(4)) {
            word.setInt(0, value);
            Libc.C.setsockopt(fd, level, name, word, 4);
        }
    }

    /** {@code struct packet_mreq}: s32 ifindex, u16 type, u16 address length, u8[8] address. */
    private void promiscuous(int index) {
        try (Memory request = new Memory(16)) {
            request.clear();
            request.setInt(0, index);
            request.setShort(4, (short) PACKET_MR_PROMISC);
            Libc.C.setsockopt(fd, Libc.SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, 16);
        }
    }

    /** {@code struct sockaddr_ll}: u16 family, be16 protocol, s32 ifindex, u16, u8, u8, u8[8]. */
    private void bind(int index) {
        try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) Libc.AF_PACKET);
            address.setShort(2, bigEndian(ETH_P_ALL));
            address.setInt(4, index);
            Libc.C.bind(fd, address, 20);
        }
    }

    private static short bigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? (short) value : Short.reverseBytes((short) value);
    }

    /** Sends one frame; the kernel's refusal is a failure of the test. */
    synchronized void send(byte[] frame) {
        sent.write(0, frame, 0, frame.length);
        try {
            Libc.C.send(fd, sent, frame.length, 0);
        } catch (LastErrorException e) {
            throw new AssertionError("the kernel refused a frame of %d bytes".formatted(frame.length), e);
        }
    }

    /**
     * Waits up to {@code millis} for a frame.
     *
     * @throws LastErrorException if the interface is gone or down
     */
    Optional<byte[]> receive(int millis) throws LastErrorException {
        if (Libc.C.poll(pollFd, 1, millis) == 0) {
            return Optional.empty();
        }
        describeMessage();
        int length = (int) Libc.C.recvmsg(fd, message, 0);
        return Optional.of(withTag(buffer.getByteArray(0, length)));
    }

    /** {@code struct msghdr} on 64 bits: name, name length, iovec, iovec length, control, control length, flags. */
    private void describeMessage() {
        message.clear();
        message.setPointer(16, vector);
        message.setLong(24, 1);
        message.setPointer(32, control);
        message.setLong(40, control.size());
    }

    /**
     * Puts back the tag that {@code struct tpacket_auxdata} tells of, at offset 16 of the control message: u32 status,
     * u32 length, u32 captured, u16 mac, u16 net, u16 TCI, u16 TPID.
     */
    private byte[] withTag(byte[] frame) {
        boolean stripped = message.getLong(40) > 0 && (control.getInt(16) & VLAN_VALID) != 0;
        return stripped ? tagged(frame, control.getShort(34), control.getShort(32)) : frame;
    }

    private static byte[] tagged(byte[] frame, short tpid, short tci) {
        byte[] whole = Arrays.copyOf(frame, frame.length + 4);
        System.arraycopy(frame, TAG_AT, whole, TAG_AT + 4, frame.length - TAG_AT);
        ByteBuffer.wrap(whole, TAG_AT, 4).putShort(tpid).putShort(tci);
        return whole;
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
