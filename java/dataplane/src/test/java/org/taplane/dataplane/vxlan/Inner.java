package org.taplane.dataplane.vxlan;

import java.nio.ByteBuffer;

/** Frames for tunnels, written out byte by byte and not by the code under test. */
final class Inner {
    static final int TRANSPORT = 34;
    static final int TCP_CHECKSUM = 16;
    static final int HEADERS = 54;

    private static final long US = 0x0200_0000_0001L;
    private static final long THEM = 0x0200_0000_0002L;

    private Inner() {}

    /** A frame of {@code length} bytes, at least 14, of an ethertype that nobody knows. */
    static byte[] plain(int length) {
        ByteBuffer frame = ethernet(length, 0x88b5);
        while (frame.hasRemaining()) {
            frame.put((byte) (frame.position() * 7));
        }
        return bytes(frame);
    }

    /** TCP over IPv4 from {@code port} with a TOS byte, its checksum partial: the pseudo header's sum. */
    static byte[] tcp(int port, int tos, int payload) {
        ByteBuffer frame = ethernet(HEADERS + payload, 0x0800);
        frame.put((byte) 0x45).put((byte) tos).putShort((short) (40 + payload));
        frame.putInt(0x0001_4000).put((byte) 64).put((byte) 6).putShort((short) 0);
        frame.putInt(0x0a00_0001).putInt(0x0a00_0002);
        frame.putShort((short) port).putShort((short) 80).putInt(1000).putInt(2000);
        frame.putShort((short) 0x5018).putShort((short) 512).putShort((short) 0).putShort((short) 0);
        while (frame.hasRemaining()) {
            frame.put((byte) (frame.position() >> 4));
        }
        frame.putShort(24, (short) ~sum(frame, 14, 20, 0));
        frame.putShort(TRANSPORT + TCP_CHECKSUM, (short) sum(frame, 26, 8, 6 + 20 + payload));
        return bytes(frame);
    }

    /** The same with its checksum complete. */
    static byte[] completeTcp(int port, int tos, int payload) {
        ByteBuffer frame = ByteBuffer.wrap(tcp(port, tos, payload));
        return frame.putShort(TRANSPORT + TCP_CHECKSUM, (short) ~sum(frame, TRANSPORT, 20 + payload, 0))
                .array();
    }

    /** UDP over IPv4 from {@code port}, its checksum partial. */
    static byte[] udp(int port, byte[] payload) {
        int length = 8 + payload.length;
        ByteBuffer frame = ethernet(TRANSPORT + length, 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + length));
        frame.putInt(0x0001_4000).put((byte) 64).put((byte) 17).putShort((short) 0);
        frame.putInt(0x0a00_0001).putInt(0x0a00_0002);
        frame.putShort((short) port).putShort((short) 53).putShort((short) length);
        frame.putShort((short) sum(frame, 26, 8, 17 + length)).put(payload);
        frame.putShort(24, (short) ~sum(frame, 14, 20, 0));
        return bytes(frame);
    }

    /** UDP over IPv6 with a traffic class. */
    static byte[] ipv6(int trafficClass) {
        ByteBuffer frame = ethernet(14 + 40 + 8, 0x86dd);
        frame.putInt(0x6000_0000 | trafficClass << 20)
                .putShort((short) 8)
                .put((byte) 17)
                .put((byte) 64);
        frame.putLong(0xfd00L << 48).putLong(1).putLong(0xfd00L << 48).putLong(2);
        return bytes(frame.putShort((short) 53).putShort((short) 53).putShort((short) 8));
    }

    /** {@code frame} with a VLAN tag. */
    static byte[] tagged(byte[] frame, int vlan) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putInt(0x8100_0000 | vlan)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.capacity()];
        frame.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer ethernet(int length, int type) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        putMac(frame, THEM);
        putMac(frame, US);
        return frame.putShort((short) type);
    }

    private static void putMac(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    private static int sum(ByteBuffer bytes, int at, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes.get(at + i) & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
