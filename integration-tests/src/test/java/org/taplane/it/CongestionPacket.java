package org.taplane.it;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.TestFrame;

/** Frames with a UDP packet whose TOS byte or traffic class a test chooses, and reads. */
final class CongestionPacket {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int VXLAN_PORT = 4789;

    private CongestionPacket() {}

    /** A broadcast frame of a station. */
    static TestFrame inner(boolean ipv6, Mac from, int tos) {
        String source = ipv6 ? "fd00::1" : "10.0.0.1";
        String destination = ipv6 ? "fd00::2" : "10.0.0.2";
        return frame(ipv6, Mac.BROADCAST, from, tos, source, destination, udp(5000, 6000, new byte[20]));
    }

    /** A datagram for the tunnel at {@code to}, in a frame for the router {@code next}. */
    static TestFrame outer(boolean ipv6, Mac next, int tos, String from, String to, int vni, TestFrame inner) {
        byte[] bytes = inner.bytes();
        byte[] vxlan = ByteBuffer.allocate(8 + bytes.length)
                .putInt(FarEnd.I_FLAG << 24)
                .putInt(vni << 8)
                .put(bytes)
                .array();
        return frame(ipv6, next, Mac.of(0xfe), tos, from, to, udp(50_000, VXLAN_PORT, vxlan));
    }

    /** The TOS byte or traffic class of an IP packet in a frame. */
    static int tos(TestFrame frame) {
        ByteBuffer packet = frame.payload();
        int first = packet.getShort(packet.position()) & 0xffff;
        return frame.type() == 0x86dd ? first >>> 4 & 0xff : first & 0xff;
    }

    private static ByteBuffer udp(int from, int to, byte[] payload) {
        int length = UDP_HEADER + payload.length;
        return ByteBuffer.allocate(length)
                .putShort((short) from)
                .putShort((short) to)
                .putShort((short) length)
                .putShort((short) 0)
                .put(payload)
                .flip();
    }

    private static TestFrame frame(
            boolean ipv6, Mac to, Mac from, int tos, String source, String destination, ByteBuffer udp) {
        byte[] addresses = addresses(source, destination);
        int sum = sum(ByteBuffer.wrap(addresses)) + UDP + udp.remaining() + sum(udp);
        udp.putShort(6, (short) ~fold(sum));
        ByteBuffer packet = ByteBuffer.allocate((ipv6 ? 40 : 20) + udp.remaining());
        if (ipv6) {
            packet.putInt(0x6000_0000 | tos << 20).putShort((short) udp.remaining());
            packet.put((byte) UDP).put((byte) 64).put(addresses);
        } else {
            packet.put((byte) 0x45).put((byte) tos).putShort((short) packet.capacity());
            packet.putInt(0x4000)
                    .put((byte) 64)
                    .put((byte) UDP)
                    .putShort((short) 0)
                    .put(addresses);
            packet.putShort(10, (short) ~fold(sum(packet.duplicate().flip())));
        }
        return TestFrame.to(to)
                .from(from)
                .type(ipv6 ? 0x86dd : 0x0800)
                .payload(packet.put(udp.duplicate()).array());
    }

    private static byte[] addresses(String source, String destination) {
        byte[] first = InetAddress.ofLiteral(source).getAddress();
        return ByteBuffer.allocate(2 * first.length)
                .put(first)
                .put(InetAddress.ofLiteral(destination).getAddress())
                .array();
    }

    private static int sum(ByteBuffer bytes) {
        int sum = 0;
        for (int at = bytes.position(); at < bytes.limit(); at += 2) {
            int low = at + 1 < bytes.limit() ? bytes.get(at + 1) & 0xff : 0;
            sum += (bytes.get(at) & 0xff) << 8 | low;
        }
        return sum;
    }

    private static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
