package org.taplane.io.udp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames of a station with the address 10.42.0.1, written by hand. */
final class Frames {
    static final String OUR_MAC = "020000000001";
    static final int TCP_PAYLOAD = 54;
    static final int IP_LENGTH = 16;

    private static final HexFormat HEX = HexFormat.of();
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int ICMP = 8;

    private Frames() {}

    /** Who has 10.42.0.2? */
    static byte[] arpRequest() {
        return HEX.parseHex("ffffffffffff" + OUR_MAC + "0806" + "0001080006040001" + OUR_MAC + "0a2a0001"
                + "000000000000" + "0a2a0002");
    }

    static boolean isArpReply(Station.Frame frame) {
        return frame.length() >= 42 && frame.u16(12) == 0x0806 && frame.u16(20) == 2;
    }

    /** An ICMP echo request to 10.42.0.2 with {@code payload} bytes. */
    static byte[] ping(String mac, int tos, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + IPV4 + ICMP + payload);
        frame.put(HEX.parseHex(mac.replace(":", "") + OUR_MAC + "0800"));
        frame.put((byte) 0x45).put((byte) tos).putShort((short) (IPV4 + ICMP + payload));
        frame.putInt(0x4000).put((byte) 64).put((byte) 1).putShort((short) 0);
        frame.put(HEX.parseHex("0a2a0001" + "0a2a0002"))
                .put((byte) 8)
                .put((byte) 0)
                .putShort((short) 0);
        frame.putInt(0x1234_0001);
        while (frame.hasRemaining()) {
            frame.put((byte) frame.position());
        }
        frame.putShort(ETHERNET + 10, checksum(frame, ETHERNET, IPV4));
        return frame.putShort(ETHERNET + IPV4 + 2, checksum(frame, ETHERNET + IPV4, ICMP + payload))
                .array();
    }

    static boolean isEchoReply(Station.Frame frame) {
        return frame.length() >= 42 && frame.u16(12) == 0x0800 && frame.u8(23) == 1 && frame.u8(34) == 0;
    }

    /** TCP over IPv4, its checksum left to others. */
    static byte[] tcp(int payload) {
        return filled(ipv4(6, TCP_PAYLOAD + payload)
                .putInt(0x04d2_0050)
                .putInt(1000)
                .putInt(2000)
                .putInt(0x5018_0200)
                .putInt(0));
    }

    static boolean isTcp(Station.Frame frame) {
        return frame.length() >= TCP_PAYLOAD && frame.u16(12) == 0x0800 && frame.u8(23) == 6;
    }

    /** UDP over IPv4 from {@code port}, without a checksum. */
    static byte[] udp(int port) {
        return filled(
                ipv4(17, 42 + 20).putShort((short) port).putShort((short) 53).putInt(28 << 16));
    }

    private static ByteBuffer ipv4(int protocol, int length) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(HEX.parseHex("020000000002" + OUR_MAC + "0800"));
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (length - ETHERNET));
        frame.putInt(0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        return frame.putInt(0x0a2a_0001).putInt(0x0a2a_0002);
    }

    private static byte[] filled(ByteBuffer frame) {
        while (frame.hasRemaining()) {
            frame.put((byte) (frame.position() >> 5));
        }
        byte[] bytes = new byte[frame.capacity()];
        frame.get(0, bytes);
        return bytes;
    }

    private static short checksum(ByteBuffer bytes, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes.get(at + i) & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
