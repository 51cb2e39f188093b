package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * A TCP or UDP frame as a kernel hands it over before it cuts it: its shape is chosen, everything else follows from the
 * seed. The bytes are put together here, without the code under test.
 *
 * @param ipv6 over IPv6 instead of IPv4
 * @param udp UDP instead of TCP
 * @param tagged with a VLAN tag in the bytes
 * @param ipWords options of the IPv4 header in units of 4 bytes, or one IPv6 destination options header when not 0
 * @param tcpWords options of the TCP header in units of 4 bytes
 * @param payload bytes of payload
 */
record Sample(boolean ipv6, boolean udp, boolean tagged, int ipWords, int tcpWords, int payload, long seed) {
    private static final int DATA = Burst.dataOffset() + Burst.HEADROOM;

    /** Every shape, with payloads up to {@code maxPayload} bytes. */
    static Arbitrary<Sample> any(int maxPayload) {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        either,
                        either,
                        either,
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, maxPayload),
                        Arbitraries.longs())
                .as(Sample::new);
    }

    static Sample tcp(int payload) {
        return new Sample(false, false, false, 0, 3, payload, 1);
    }

    Sample withPayload(int bytes) {
        return new Sample(ipv6, udp, tagged, ipWords, tcpWords, bytes, seed);
    }

    int network() {
        return tagged ? 18 : 14;
    }

    int transport() {
        int extension = ipWords == 0 ? 0 : 8;
        return network() + (ipv6 ? 40 + extension : 20 + 4 * ipWords);
    }

    int headers() {
        return transport() + (udp ? 8 : 20 + 4 * tcpWords);
    }

    int length() {
        return headers() + payload;
    }

    int checksumOffset() {
        return udp ? 6 : 16;
    }

    int gsoType() {
        if (udp) {
            return VirtioNetHdr.GSO_UDP_L4;
        }
        return ipv6 ? VirtioNetHdr.GSO_TCPV6 : VirtioNetHdr.GSO_TCPV4;
    }

    /** The frame, its checksum field zero. */
    byte[] bytes() {
        byte[] frame = new byte[length()];
        new Random(seed).nextBytes(frame);
        frame[0] &= (byte) 0xfe;
        frame[6] &= (byte) 0xfe;
        ByteBuffer out = ByteBuffer.wrap(frame);
        if (tagged) {
            out.putShort(12, (short) 0x8100);
        }
        out.putShort(network() - 2, (short) (ipv6 ? 0x86dd : 0x0800));
        writeIp(out);
        writeTransport(out);
        return frame;
    }

    /** An IPv6 options header holds one PadN option (RFC 8200 section 4.2); IPv4 options may be anything. */
    private void writeIp(ByteBuffer out) {
        int at = network();
        byte protocol = (byte) (udp ? 17 : 6);
        if (!ipv6) {
            out.put(at, (byte) (0x45 + ipWords))
                    .putShort(at + 2, (short) (length() - at))
                    .putShort(at + 6, (short) 0x4000)
                    .put(at + 9, protocol);
            return;
        }
        out.put(at, (byte) 0x60).putShort(at + 4, (short) (length() - at - 40)).put(at + 6, protocol);
        if (ipWords != 0) {
            out.put(at + 6, (byte) 60).put(at + 40, protocol).put(at + 41, (byte) 0);
            out.put(at + 42, (byte) 1).put(at + 43, (byte) 4).putInt(at + 44, 0);
        }
    }

    private void writeTransport(ByteBuffer out) {
        int at = transport();
        if (udp) {
            out.putShort(at + 4, (short) (length() - at));
        } else {
            out.put(at + 12, (byte) ((5 + tcpWords) << 4));
        }
        out.putShort(at + checksumOffset(), (short) 0);
    }

    /** The frame with the partial checksum that its offload header speaks of. */
    byte[] partialBytes() {
        byte[] frame = bytes();
        int pseudo = Reference.pseudoHeader(frame, network(), transport(), udp ? 17 : 6);
        ByteBuffer.wrap(frame).putShort(transport() + checksumOffset(), (short) pseudo);
        return frame;
    }

    /** The frame with its checksum complete, as it crosses a wire. */
    byte[] completeBytes() {
        byte[] frame = partialBytes();
        int checksum = Reference.checksum(frame, transport(), frame.length);
        ByteBuffer.wrap(frame)
                .putShort(transport() + checksumOffset(), (short) (checksum == 0 && udp ? 0xffff : checksum));
        return frame;
    }

    /** Frame 0 of a burst whose slab ends where the frame ends, with the offload header of a kernel that wants it cut. */
    Burst gso(int segmentSize) {
        Burst burst = needingChecksum();
        burst.gsoType(0, gsoType());
        burst.gsoSize(0, segmentSize);
        burst.headerLength(0, headers());
        return burst;
    }

    /** The frame, not to be cut. */
    Burst needingChecksum() {
        Burst burst = plain(partialBytes());
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, transport());
        burst.csumOffset(0, checksumOffset());
        burst.tag(0, tagged ? Tag.IN_FRAME : Tag.NONE);
        return burst;
    }

    /** Any bytes as frame 0 of a burst whose slab ends where the frame ends: an over-read throws. */
    static Burst plain(byte[] frame) {
        byte[] all = new byte[DATA + frame.length];
        System.arraycopy(frame, 0, all, DATA, frame.length);
        Burst burst = new Burst(Slab.copyOf(all));
        burst.set(0, DATA, frame.length);
        return burst;
    }

    /** The bytes of frame 0. */
    static byte[] frame(Burst burst) {
        return burst.slab().bytes(burst.start(0), burst.length(0));
    }
}
