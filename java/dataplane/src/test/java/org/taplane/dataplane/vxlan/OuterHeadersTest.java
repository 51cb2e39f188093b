package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.UdpPacket;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.tunnel.OuterSettings;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.UnderlayFrames;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

class OuterHeadersTest {
    private static final VtepAddress PEER6 = Vtep.address("fd00::2");
    private static final VtepAddress LOCAL6 = Vtep.address("fd00::1");

    private static final SourcePorts PORTS = new SourcePorts(50_000, 50_999, 100);

    private final Burst burst = Burst.allocate(1 << 18);

    private static OuterSettings settings(VtepAddress local, boolean zeroChecksum) {
        return new OuterSettings(local, 4789, 9, OptionalInt.of(40), zeroChecksum, PORTS);
    }

    /** What goes out for one frame, with the offload request of a TAP if {@code gsoSize} is not 0. */
    private List<byte[]> transmit(OuterSettings outer, VtepAddress peer, byte[] frame, int gsoSize) {
        UnderlayFrames sender = new UnderlayFrames(outer);
        TunnelSettings tunnel = new TunnelSettings(
                outer.local(),
                VniMap.single(42),
                List.of(peer),
                Optional.empty(),
                false,
                false,
                OptionalInt.of(0),
                Vtep.MTU);
        VxlanPort port = new VxlanPort(new Tunnel(tunnel), sender, true);
        int start = Burst.dataOffset() + 64;
        burst.set(0, start, frame.length);
        burst.slab().putBytes(start, frame, 0, frame.length);
        if (gsoSize != 0) {
            burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
            burst.gsoType(0, VirtioNetHdr.GSO_TCPV4);
            burst.gsoSize(0, gsoSize);
            burst.headerLength(0, Inner.HEADERS);
            burst.csumStart(0, Inner.TRANSPORT);
            burst.csumOffset(0, Inner.TCP_CHECKSUM);
        }
        FrameList all = new FrameList();
        all.add(0);
        port.transmit(burst, all);
        return sender.sent();
    }

    private byte[] only(OuterSettings outer, VtepAddress peer, byte[] frame, int gsoSize) {
        List<byte[]> sent = transmit(outer, peer, frame, gsoSize);
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private static EthernetPacket parsed(byte[] sent) {
        byte[] frame = UnderlayFrames.frame(sent);
        try {
            return EthernetPacket.newPacket(frame, 0, frame.length);
        } catch (IllegalRawDataException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFrameTravelsUnderEthernetIpv4AndUdp() {
        byte[] inner = Inner.plain(100);
        byte[] sent = only(settings(Vtep.LOCAL, true), Vtep.PEER, inner, 0);
        EthernetPacket ethernet = parsed(sent);
        assertThat(ethernet.getHeader().getDstAddr()).hasToString("02:00:00:00:00:bb");
        assertThat(ethernet.getHeader().getSrcAddr()).hasToString("02:00:00:00:00:aa");
        IpV4Packet ip = ethernet.get(IpV4Packet.class);
        assertThat(ip.getHeader().hasValidChecksum(false)).isTrue();
        assertThat(ip.getHeader().getSrcAddr().getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo("10.0.0.2");
        assertThat(ip.getHeader().getTtlAsInt()).isEqualTo(9);
        assertThat(ip.getHeader().getTos().value()).isEqualTo((byte) 40);
        assertThat(ip.getHeader().getDontFragmentFlag()).isTrue();
        UdpPacket udp = ip.get(UdpPacket.class);
        assertThat(udp.getHeader().getSrcPort().valueAsInt()).isGreaterThanOrEqualTo(49_152);
        assertThat(udp.getHeader().getDstPort().valueAsInt()).isEqualTo(4789);
        assertThat(udp.getHeader().getChecksum()).isZero();
        assertThat(udp.getPayload().getRawData()).isEqualTo(Vtep.datagram("0800000000002a00", inner));
        assertThat(UnderlayFrames.offload(sent).bytes(0, 24)).containsOnly(0);
    }

    @Test
    void theOuterChecksumIsLeftToTheKernel() {
        byte[] sent = only(settings(Vtep.LOCAL, false), Vtep.PEER, Inner.plain(101), 0);
        IpV4Packet ip = parsed(completed(sent)).get(IpV4Packet.class);
        UdpPacket udp = ip.get(UdpPacket.class);
        assertThat(udp.getHeader().getChecksum()).isNotZero();
        assertThat(udp.hasValidChecksum(
                        ip.getHeader().getSrcAddr(), ip.getHeader().getDstAddr(), false))
                .isTrue();
    }

    @Test
    void aFrameTravelsUnderEthernetIpv6AndUdp() {
        byte[] inner = Inner.plain(100);
        byte[] sent = only(settings(LOCAL6, false), PEER6, inner, 0);
        IpV6Packet ip = parsed(completed(sent)).get(IpV6Packet.class);
        assertThat(ip.getHeader().getSrcAddr().getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:1");
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:2");
        assertThat(ip.getHeader().getHopLimitAsInt()).isEqualTo(9);
        assertThat(ip.getHeader().getTrafficClass().value()).isEqualTo((byte) 40);
        UdpPacket udp = ip.get(UdpPacket.class);
        assertThat(udp.hasValidChecksum(
                        ip.getHeader().getSrcAddr(), ip.getHeader().getDstAddr(), false))
                .isTrue();
        assertThat(udp.getPayload().getRawData()).isEqualTo(Vtep.datagram("0800000000002a00", inner));
    }

    /** What the kernel does with a request for a checksum. */
    private static byte[] completed(byte[] sent) {
        Slab offload = UnderlayFrames.offload(sent);
        assertThat(offload.u8(0)).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        Slab whole = Slab.copyOf(sent);
        int start = 24 + offload.native16(6);
        whole.putU16(start + offload.native16(8), InternetChecksum.of(whole, start, sent.length - start));
        return whole.bytes(0, sent.length);
    }

    @Test
    void aLongFrameGoesWholeAndSaysHowToCutIt() {
        byte[] inner = Inner.tcp(1000, 0, 20_000);
        byte[] sent = only(settings(Vtep.LOCAL, true), Vtep.PEER, inner, 1400);
        assertThat(Arrays.copyOfRange(sent, sent.length - inner.length, sent.length))
                .isEqualTo(inner);
        Slab offload = UnderlayFrames.offload(sent);
        assertThat(offload.u8(0)).as("flags").isEqualTo(1);
        assertThat(offload.u8(1)).as("gso_type").isEqualTo(0x21);
        assertThat(offload.native16(2)).as("hdr_len").isEqualTo(50 + Inner.HEADERS);
        assertThat(offload.native16(4)).as("gso_size").isEqualTo(1400);
        assertThat(offload.native16(6)).as("csum_start").isEqualTo(50 + Inner.TRANSPORT);
        assertThat(offload.native16(8)).as("csum_offset").isEqualTo(Inner.TCP_CHECKSUM);
        assertThat(offload.native16(20)).as("outer_th_offset").isEqualTo(34);
        assertThat(offload.native16(22)).as("inner_nh_offset").isEqualTo(64);
    }

    @Test
    void aLongFrameUnderIpv6WantsTheOuterChecksumToo() {
        byte[] sent = only(settings(LOCAL6, false), PEER6, Inner.tcp(1000, 0, 20_000), 1400);
        Slab offload = UnderlayFrames.offload(sent);
        assertThat(offload.u8(0)).as("flags").isEqualTo(1 | 8);
        assertThat(offload.u8(1)).as("gso_type").isEqualTo(0x41);
        assertThat(offload.native16(6)).as("csum_start").isEqualTo(70 + Inner.TRANSPORT);
        assertThat(offload.native16(20)).as("outer_th_offset").isEqualTo(54);
        assertThat(offload.native16(22)).as("inner_nh_offset").isEqualTo(84);
    }

    @Test
    void aTagBeforeTheInnerHeaderIsSeen() {
        byte[] sent = only(settings(Vtep.LOCAL, true), Vtep.PEER, Inner.tagged(Inner.tcp(1000, 0, 20_000), 7), 1400);
        assertThat(UnderlayFrames.offload(sent).native16(22)).isEqualTo(64 + 4);
    }

    /** Ethernet, IP, UDP and VXLAN would make it longer than an IP datagram can be. */
    @Test
    void theLongestFramesAreCutBefore() {
        List<byte[]> sent = transmit(settings(Vtep.LOCAL, true), Vtep.PEER, Inner.tcp(1000, 0, 65_480), 1400);
        assertThat(sent).hasSize((65_480 + 1399) / 1400);
        assertThat(sent).allSatisfy(each -> {
            assertThat(UnderlayFrames.offload(each).bytes(0, 24)).containsOnly(0);
            assertThat(parsed(each).get(UdpPacket.class)).isNotNull();
        });
    }
}
