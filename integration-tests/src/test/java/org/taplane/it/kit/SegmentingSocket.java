package org.taplane.it.kit;

import com.sun.jna.Memory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A UDP socket over IPv4 that hands the kernel many datagrams at once ({@code UDP_SEGMENT}, udp(7)). */
public final class SegmentingSocket implements AutoCloseable {
    private static final int UDP_SEGMENT = 103;
    private static final int ADDRESS_BYTES = 16;
    private static final int LONGEST = 65_507;

    private final int fd;

    private SegmentingSocket(int fd) {
        this.fd = fd;
    }

    /** A socket in {@code namespace} that sends to {@code target}. */
    public static SegmentingSocket open(Namespace namespace, InetSocketAddress target) {
        return namespace.call(() -> {
            SegmentingSocket socket = new SegmentingSocket(Libc.C.socket(Libc.AF_INET, Libc.SOCK_DGRAM, 0));
            socket.connect(target);
            return socket;
        });
    }

    /** {@code struct sockaddr_in}: u16 family, be16 port, u8[4] address, 8 bytes of padding. */
    private void connect(InetSocketAddress target) {
        byte[] address = ByteBuffer.allocate(ADDRESS_BYTES)
                .putShort(2, (short) target.getPort())
                .put(4, target.getAddress().getAddress())
                .array();
        try (Memory name = new Memory(ADDRESS_BYTES)) {
            name.write(0, address, 0, ADDRESS_BYTES);
            name.setShort(0, (short) Libc.AF_INET);
            Libc.C.connect(fd, name, ADDRESS_BYTES);
        }
    }

    /** Sends {@code bytes} as datagrams of {@code size} bytes each, and what is left as the last one. */
    public void send(byte[] bytes, int size) {
        try (Memory option = new Memory(Integer.BYTES);
                Memory all = new Memory(LONGEST)) {
            option.setInt(0, size);
            Libc.C.setsockopt(fd, Libc.SOL_UDP, UDP_SEGMENT, option, Integer.BYTES);
            all.write(0, bytes, 0, bytes.length);
            Libc.C.send(fd, all, bytes.length, 0);
        }
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
