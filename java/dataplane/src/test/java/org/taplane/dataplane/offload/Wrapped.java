package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.VirtioNetHdr;

/**
 * A {@link Sample} in a tunnel of the station's own, as Linux hands it to a device that says it can cut it, with the offload
 * header of virtio_net_hdr_from_skb; and the frames of the whole, put together anew around each segment of the sample.
 *
 * @param ipv6 whether the outer IP header is IPv6's
 * @param options bytes of IPv4 options or of an IPv6 destination options header: 0 or 8
 * @param tagged with a VLAN tag in the outer bytes
 * @param checksum whether the tunnel's header has a checksum, where it can have one
 */
record Wrapped(Tunnel tunnel, boolean ipv6, int options, boolean tagged, boolean checksum, Sample inner) {
    /** What is between the outer and the inner IP header. */
    enum Tunnel {
        VXLAN(17, true, 8 + 8),
        GENEVE_WITH_OPTIONS(17, true, 8 + 8 + 252),
        FOO_OVER_UDP(17, false, 8),
        GRE(47, false, 4),
        GRE_WITH_KEY(47, false, 8),
        GRE_OF_ETHERNET(47, true, 4),
        IP_IN_IP(0, false, 0);

        private final int protocol;
        private final boolean ofEthernet;
        private final int bytes;

        Tunnel(int protocol, boolean ofEthernet, int bytes) {
            this.protocol = protocol;
            this.ofEthernet = ofEthernet;
            this.bytes = bytes;
        }

        boolean isUdp() {
            return protocol == 17;
        }

        boolean isGre() {
            return protocol == 47;
        }
    }

    static Arbitrary<Wrapped> any(int maxPayload) {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        Arbitraries.of(Tunnel.class),
                        either,
                        Arbitraries.of(0, 8),
                        either,
                        either,
                        Sample.any(maxPayload))
                .as(Wrapped::new);
    }

    private int network() {
        return tagged ? 18 : 14;
    }

    private int transport() {
        return network() + (ipv6 ? 40 : 20) + options;
    }

    private int tunnelBytes() {
        return tunnel.bytes + (tunnel.isGre() && checksum ? 4 : 0);
    }

    /** Bytes of the inner frame that are not inside. */
    private int leftOut() {
        return tunnel.ofEthernet ? 0 : inner.network();
    }

    /** Offset of the inner frame's first byte, if all of it were inside. */
    private int inside() {
        return transport() + tunnelBytes() - leftOut();
    }

    int innerTransport() {
        return inside() + inner.transport();
    }

    int headers() {
        return inside() + inner.headers();
    }

    /** The whole, with the outer checksums as far as they go before it is cut. */
    byte[] frame() {
        byte[] frame = around(inner.partialBytes(), 0);
        if (tunnel.isUdp() && checksum) {
            ByteBuffer.wrap(frame)
                    .putShort(transport() + 6, (short) Reference.pseudoHeader(frame, network(), transport(), 17));
        }
        return frame;
    }

    /** Frame 0 of a burst whose slab ends where the frame ends. */
    Burst gso(int segmentSize) {
        Burst burst = Sample.plain(frame());
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, inner.gsoType());
        burst.gsoSize(0, segmentSize);
        burst.headerLength(0, headers());
        burst.csumStart(0, innerTransport());
        burst.csumOffset(0, inner.checksumOffset());
        return burst;
    }

    /** What is on the wire after cutting. */
    List<byte[]> segments(int size) {
        List<byte[]> segments = new ArrayList<>();
        for (byte[] segment : Reference.segments(inner, size)) {
            byte[] frame = around(segment, segments.size());
            complete(frame);
            segments.add(frame);
        }
        return segments;
    }

    private byte[] around(byte[] segment, int number) {
        byte[] frame = new byte[inside() + segment.length];
        new Random(inner.seed() + 1).nextBytes(frame);
        System.arraycopy(segment, leftOut(), frame, inside() + leftOut(), segment.length - leftOut());
        frame[0] &= (byte) 0xfe;
        frame[6] &= (byte) 0xfe;
        ByteBuffer out = ByteBuffer.wrap(frame);
        if (tagged) {
            out.putShort(12, (short) 0x8100);
        }
        out.putShort(network() - 2, (short) (ipv6 ? 0x86dd : 0x0800));
        writeIp(frame, number);
        writeTunnel(out);
        return frame;
    }

    private int protocol() {
        int inIp = inner.ipv6() ? 41 : 4;
        return tunnel == Tunnel.IP_IN_IP ? inIp : tunnel.protocol;
    }

    private void writeIp(byte[] frame, int number) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        int at = network();
        byte protocol = (byte) protocol();
        if (ipv6) {
            out.put(at, (byte) 0x60).putShort(at + 4, (short) (out.capacity() - at - 40));
            out.put(at + 6, options == 0 ? protocol : 60);
            if (options > 0) {
                out.put(at + 40, protocol).put(at + 41, (byte) 0);
            }
            return;
        }
        out.put(at, (byte) (0x45 + options / 4)).putShort(at + 2, (short) (out.capacity() - at));
        out.putShort(at + 4, (short) (out.getShort(at + 4) + number)).putShort(at + 6, (short) 0x4000);
        out.put(at + 9, protocol).putShort(at + 10, (short) 0);
        out.putShort(at + 10, (short) Reference.checksum(frame, at, transport()));
    }

    private void writeTunnel(ByteBuffer out) {
        int at = transport();
        if (tunnel.isUdp()) {
            out.putShort(at + 4, (short) (out.capacity() - at)).putShort(at + 6, (short) 0);
        } else if (tunnel.isGre()) {
            int flags = (checksum ? 0x8000 : 0) | (tunnel == Tunnel.GRE_WITH_KEY ? 0x2000 : 0);
            out.putShort(at, (short) flags);
        }
    }

    /** The outer checksum, over all of the finished segment. */
    private void complete(byte[] frame) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        int at = transport();
        if (!checksum) {
            return;
        }
        if (tunnel.isUdp()) {
            out.putShort(at + 6, (short) Reference.pseudoHeader(frame, network(), at, 17));
            int sum = Reference.checksum(frame, at, frame.length);
            out.putShort(at + 6, (short) (sum == 0 ? 0xffff : sum));
        } else if (tunnel.isGre()) {
            out.putShort(at + 4, (short) 0);
            out.putShort(at + 4, (short) Reference.checksum(frame, at, frame.length));
        }
    }

    /** The first {@code length} bytes, with the same request. */
    Burst truncated(int segmentSize, int length) {
        Burst burst = Sample.plain(Arrays.copyOf(frame(), length));
        Burst whole = gso(segmentSize);
        burst.flags(0, whole.flags(0));
        burst.gsoType(0, whole.gsoType(0));
        burst.gsoSize(0, whole.gsoSize(0));
        burst.csumStart(0, whole.csumStart(0));
        burst.csumOffset(0, whole.csumOffset(0));
        return burst;
    }
}
