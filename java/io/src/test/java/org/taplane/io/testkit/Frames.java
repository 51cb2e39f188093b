package org.taplane.io.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.taplane.io.sys.Libc;

/** Whole frames through a descriptor that carries a 10-byte virtio_net_hdr before each. */
public final class Frames {
    private static final int VNET_HEADER = 10;
    private static final int WAIT_MILLIS = 5000;

    private Frames() {}

    /** A frame of 60 bytes: these first ones in hexadecimal, then zeros. */
    public static byte[] of(String headerHex) {
        byte[] header = HexFormat.of().parseHex(headerHex.replace(" ", ""));
        return Arrays.copyOf(header, 60);
    }

    public static void write(int fd, byte[] frame) {
        ByteBuffer buffer = Libc.struct(VNET_HEADER + frame.length).put(VNET_HEADER, frame);
        Libc.check("write", (int) Libc.write(fd, buffer, buffer.capacity()));
    }

    /** The next frame, if one comes within the time. */
    public static Optional<byte[]> read(int fd) {
        return poll(fd, WAIT_MILLIS) ? readNow(fd) : Optional.empty();
    }

    /** The next frame that begins as {@code start} does, if one comes; others are skipped. */
    public static Optional<byte[]> readLike(int fd, byte[] start, int length) {
        Optional<byte[]> frame = read(fd);
        while (frame.isPresent() && !Arrays.equals(frame.get(), 0, length, start, 0, length)) {
            frame = read(fd);
        }
        return frame;
    }

    /** What is in the queue now, if anything. */
    public static Optional<byte[]> readNow(int fd) {
        ByteBuffer buffer = Libc.struct(1 << 16);
        int length = (int) Libc.read(fd, buffer, buffer.capacity());
        if (length < VNET_HEADER) {
            return Optional.empty();
        }
        byte[] frame = new byte[length - VNET_HEADER];
        buffer.get(VNET_HEADER, frame);
        return Optional.of(frame);
    }

    public static boolean poll(int fd, int millis) {
        ByteBuffer pollfd = Libc.struct(8).putInt(0, fd).putShort(4, (short) Libc.POLLIN);
        return Libc.check("poll", Libc.poll(pollfd, 1, millis)) == 1;
    }
}
