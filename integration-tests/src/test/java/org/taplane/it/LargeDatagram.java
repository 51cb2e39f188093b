package org.taplane.it;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.taplane.it.kit.Mac;
import org.taplane.wire.VirtioNetHdr;

/**
 * A frame of some 64,000 bytes as a network stack hands it to a device that segments: checksum partial, with the offload
 * header that says how it is to be cut.
 */
enum LargeDatagram {
    TCP_IPV4(VirtioNetHdr.GSO_TCPV4, false, 6, 0),
    TCP_IPV4_TAGGED(VirtioNetHdr.GSO_TCPV4, false, 6, 1),
    TCP_IPV4_ECN(VirtioNetHdr.GSO_TCPV4 | VirtioNetHdr.GSO_ECN, false, 6, 0),
    TCP_IPV6(VirtioNetHdr.GSO_TCPV6, true, 6, 0),
    UDP_IPV4(VirtioNetHdr.GSO_UDP_L4, false, 17, 0),
    UDP_IPV6(VirtioNetHdr.GSO_UDP_L4, true, 17, 1);

    static final int SEGMENT = 1400;
    private static final int PAYLOAD = 45 * SEGMENT + 321;
    private static final int TCP_HEADER = 32;
    private static final int UDP_HEADER = 8;
    /** Sequence number just before it wraps around. */
    private static final int SEQUENCE = 0xffff_f000;

    private final int gsoType;
    private final boolean ipv6;
    private final int protocol;
    private final int tags;

    LargeDatagram(int gsoType, boolean ipv6, int protocol, int tags) {
        this.gsoType = gsoType;
        this.ipv6 = ipv6;
        this.protocol = protocol;
        this.tags = tags;
    }

    private boolean isTcp() {
        return protocol == 6;
    }

    int gsoType() {
        return gsoType;
    }

    private int networkOffset() {
        return 14 + 4 * tags;
    }

    int transportOffset() {
        return networkOffset() + (ipv6 ? 40 : 20);
    }

    int checksumOffset() {
        return isTcp() ? 16 : 6;
    }

    int headerLength() {
        return transportOffset() + (isTcp() ? TCP_HEADER : UDP_HEADER);
    }

    /** {@code struct virtio_net_hdr} of the frame. */
    byte[] offloadHeader() {
        return ByteBuffer.allocate(VirtioNetHdr.HEADER)
                .order(ByteOrder.nativeOrder())
                .put((byte) VirtioNetHdr.NEEDS_CSUM)
                .put((byte) gsoType)
                .putShort((short) headerLength())
                .putShort((short) SEGMENT)
                .putShort((short) transportOffset())
                .putShort((short) checksumOffset())
                .array();
    }

    byte[] frame() {
        ByteBuffer out = ByteBuffer.allocate(headerLength() + PAYLOAD);
        putEthernet(out);
        int transportBytes = out.capacity() - transportOffset();
        putNetwork(out, transportBytes);
        putTransport(out, transportBytes);
        byte[] payload = new byte[PAYLOAD];
        new Random(PAYLOAD).nextBytes(payload);
        return out.put(payload).array();
    }

    private void putEthernet(ByteBuffer out) {
        putMac(out, Mac.of(2));
        putMac(out, Mac.of(1));
        if (tags > 0) {
            out.putInt(0x8100_a00a);
        }
        out.putShort((short) (ipv6 ? 0x86dd : 0x0800));
    }

    private static void putMac(ByteBuffer out, Mac mac) {
        out.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
    }

    private void putNetwork(ByteBuffer out, int transportBytes) {
        if (ipv6) {
            out.putInt(0x6000_0000)
                    .putShort((short) transportBytes)
                    .put((byte) protocol)
                    .put((byte) 64);
            out.put(address("fd00::1")).put(address("fd00::2"));
            return;
        }
        int start = out.position();
        out.putShort((short) 0x4500).putShort((short) (20 + transportBytes)).putInt(0xfffe_4000);
        out.put((byte) 64).put((byte) protocol).putShort((short) 0);
        out.put(address("10.0.0.1")).put(address("10.0.0.2"));
        out.putShort(start + 10, (short) ~sum(out, start, out.position()));
    }

    private void putTransport(ByteBuffer out, int bytes) {
        out.putShort((short) 5001).putShort((short) 5002);
        if (isTcp()) {
            boolean congestionReduced = (gsoType & VirtioNetHdr.GSO_ECN) != 0;
            // Header of 8 words; ACK, PSH and FIN, and CWR where the type says so.
            int flags = congestionReduced ? 0x8099 : 0x8019;
            out.putInt(SEQUENCE).putInt(77).putShort((short) flags).putShort((short) 500);
            out.putShort((short) pseudoHeaderSum(out, bytes)).putShort((short) 0);
            out.putInt(0x0101_080a).putInt(123_456).putInt(654_321);
        } else {
            out.putShort((short) bytes).putShort((short) pseudoHeaderSum(out, bytes));
        }
    }

    /** What a partial checksum starts from: addresses, protocol and length (RFC 9293 section 3.1, RFC 8200 section 8.1). */
    private int pseudoHeaderSum(ByteBuffer out, int bytes) {
        int addresses = ipv6 ? 32 : 8;
        int sum = sum(out, transportOffset() - addresses, transportOffset()) + protocol + bytes;
        return fold(sum);
    }

    private static int sum(ByteBuffer in, int from, int to) {
        int sum = 0;
        for (int at = from; at < to; at += 2) {
            sum += in.getShort(at) & 0xffff;
        }
        return fold(sum);
    }

    private static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
