package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Replies;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.RecordingSender;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.VirtioNetHdr;

/** Frames that are longer than the path to their remote: who is told, what, and how often. */
class LongFramesTest {
    private static final int NARROW = 1350;
    private static final VtepAddress OTHER = Vtep.address("10.0.0.3");

    /** Fields of a frame with TCP over IPv4. */
    private static final int FLAGS = 20;

    private static final int PROTOCOL = 23;
    private static final int SOURCE = 26;
    private static final int DESTINATION = 30;

    private final Vtep tunnel = Vtep.of(Vtep.settings(VniMap.single(42), List.of(Vtep.PEER, OTHER)));
    private final Answers answers = new Answers();

    LongFramesTest() {
        tunnel.port.answerBy(answers);
        tunnel.sender.narrow(Vtep.PEER, NARROW);
    }

    /** Keeps what would go back. */
    private static final class Answers implements Replies {
        private final Burst draft = Burst.allocate(2 * LONGEST);
        private final List<byte[]> sent = new ArrayList<>();

        Answers() {
            draft.set(0, Burst.dataOffset() + Burst.HEADROOM, 0);
        }

        @Override
        public Burst draft() {
            return draft;
        }

        @Override
        public boolean send(int length, Burst burst, int frame) {
            sent.add(draft.slab().bytes(draft.start(0), length));
            return true;
        }

        EthernetPacket only() throws IllegalRawDataException {
            assertThat(sent).hasSize(1);
            return EthernetPacket.newPacket(sent.getFirst(), 0, sent.getFirst().length);
        }
    }

    /** A frame for {@link Vtep#PEER}. */
    private int add(byte[] frame) {
        int number = tunnel.add(frame);
        tunnel.burst().remote(number, 1);
        return number;
    }

    private void transmit(byte[] frame) {
        add(frame);
        tunnel.transmit();
    }

    private long dropped() {
        return tunnel.counters().drops(DropReason.MTU_EXCEEDED);
    }

    @Test
    void theSenderOfTheFirstFrameThatIsRefusedIsTold() throws IllegalRawDataException {
        byte[] frame = Inner.completeTcp(1000, 0, 1400);
        transmit(frame);

        EthernetPacket answer = answers.only();
        assertThat(answer.getHeader().getDstAddr()).hasToString("02:00:00:00:00:01");
        assertThat(answer.getHeader().getSrcAddr()).hasToString("02:00:00:00:00:02");
        IpV4Packet ip = answer.get(IpV4Packet.class);
        assertThat(ip.getHeader().getSrcAddr().getHostAddress()).isEqualTo("10.0.0.2");
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(ip.getHeader().hasValidChecksum(false)).isTrue();
        assertThat(ip.length()).isEqualTo(576);
        IcmpV4CommonPacket icmp = answer.get(IcmpV4CommonPacket.class);
        assertThat(icmp.getHeader().getType()).isEqualTo(IcmpV4Type.DESTINATION_UNREACHABLE);
        assertThat(icmp.getHeader().getCode().value()).isEqualTo((byte) 4);
        assertThat(icmp.hasValidChecksum(false)).isTrue();
        byte[] message = icmp.getRawData();
        assertThat(ByteBuffer.wrap(message).getInt(4)).isEqualTo(NARROW);
        assertThat(Arrays.copyOfRange(message, 8, message.length))
                .isEqualTo(Arrays.copyOfRange(frame, 14, 14 + message.length - 8));
        assertThat(tunnel.tunnel.told()).isEqualTo(1);
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void theNextOneIsNotTried() {
        transmit(Inner.completeTcp(1000, 0, 1400));
        int calls = tunnel.sender.calls();
        transmit(Inner.completeTcp(1000, 0, NARROW - 39));

        assertThat(tunnel.sender.calls()).isEqualTo(calls);
        assertThat(answers.sent).hasSize(2);
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void whatFitsIsSentWithoutAWord() {
        transmit(Inner.completeTcp(1000, 0, 1400));
        transmit(Inner.completeTcp(1000, 0, NARROW - 40));

        assertThat(tunnel.sender.sent()).hasSize(1);
        assertThat(answers.sent).hasSize(1);
    }

    @Test
    void ofALargeFrameTheSegmentsCount() {
        transmit(Inner.completeTcp(1000, 0, 1400));
        requestCut(add(Inner.tcp(1000, 0, 20_000)), NARROW - 40);
        tunnel.transmit();
        assertThat(answers.sent).hasSize(1);
        assertThat(tunnel.counters().txFrames()).isEqualTo(1);

        requestCut(add(Inner.tcp(1000, 0, 20_000)), NARROW - 39);
        tunnel.transmit();
        assertThat(answers.sent).hasSize(2);
        assertThat(dropped()).isEqualTo(2);
    }

    /** The kernel refuses the message that it is to cut. */
    @Test
    void aLargeFrameTeachesTheLimitAsWell() {
        requestCut(add(Inner.tcp(1000, 0, 20_000)), 1400);
        tunnel.transmit();

        assertThat(answers.sent).hasSize(1);
        assertThat(tunnel.tunnel.paths().mtu(1)).isEqualTo(NARROW);
    }

    private void requestCut(int frame, int segment) {
        Burst burst = tunnel.burst();
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(frame, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(frame, segment);
        burst.headerLength(frame, Inner.HEADERS);
        burst.csumStart(frame, Inner.TRANSPORT);
        burst.csumOffset(frame, Inner.TCP_CHECKSUM);
    }

    @Test
    void overIpv6ItIsPacketTooBig() throws IllegalRawDataException {
        byte[] frame = ipv6(1400);
        transmit(frame);

        EthernetPacket answer = answers.only();
        IpV6Packet ip = answer.get(IpV6Packet.class);
        assertThat(ip.getHeader().getSrcAddr().getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:2");
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:1");
        assertThat(answers.sent.getFirst()).hasSize(14 + 1280);
        IcmpV6CommonPacket icmp = answer.get(IcmpV6CommonPacket.class);
        assertThat(icmp.getHeader().getType()).isEqualTo(IcmpV6Type.PACKET_TOO_BIG);
        assertThat(checksummedIpv6(answers.sent.getFirst())).isEqualTo(0xffff);
        assertThat(ByteBuffer.wrap(icmp.getRawData()).getInt(4)).isEqualTo(NARROW);
    }

    /** Both addresses, length and protocol (RFC 8200 section 8.1) and the message: right if all bits are set. */
    private static int checksummedIpv6(byte[] frame) {
        ByteBuffer words = ByteBuffer.wrap(frame);
        int sum = frame.length - 54 + 58;
        for (int at = 22; at < frame.length; at += 2) {
            sum += words.getShort(at) & 0xffff;
        }
        return (sum & 0xffff) + (sum >>> 16);
    }

    /** UDP over IPv6 in a packet of {@code length} bytes. */
    private static byte[] ipv6(int length) {
        byte[] frame = Arrays.copyOf(Inner.ipv6(0), 14 + length);
        ByteBuffer.wrap(frame).putShort(18, (short) (length - 40)).putShort(58, (short) (length - 40));
        return frame;
    }

    @Test
    void aTagThatStaysTakesRoomOnThePath() throws IllegalRawDataException {
        int frame = add(Inner.tagged(Inner.completeTcp(1000, 0, 1400), 7));
        tunnel.burst().tag(frame, Tag.IN_FRAME);
        tunnel.transmit();

        assertThat(ByteBuffer.wrap(answers.only().get(IcmpV4CommonPacket.class).getRawData())
                        .getInt(4))
                .isEqualTo(NARROW - 4);
    }

    @Test
    void nobodyIsToldOfPacketsThatMayBeCutOrAreNotOneStations() {
        transmit(Inner.completeTcp(1000, 0, 1400));
        answers.sent.clear();
        transmitChanged(frame -> frame.putShort(FLAGS, (short) 0));
        transmitChanged(frame -> frame.putShort(FLAGS, (short) 0x6000));
        transmitChanged(frame -> frame.put(0, (byte) 0x03));
        transmitChanged(frame -> frame.putInt(DESTINATION, 0xef01_0101));
        transmitChanged(frame -> frame.putInt(DESTINATION, 0xffff_ffff));
        transmitChanged(frame -> frame.putInt(SOURCE, 0xffff_ffff));
        transmitChanged(frame -> frame.putInt(SOURCE, 0));
        transmitChanged(frame -> frame.putInt(SOURCE, 0x7f00_0001));
        transmitChanged(frame -> frame.put(PROTOCOL, (byte) 1).put(Inner.TRANSPORT, (byte) 3));
        transmitChanged(frame -> frame.putShort(12, (short) 0x88b5));
        assertThat(answers.sent).isEmpty();

        transmitChanged(frame -> frame.put(PROTOCOL, (byte) 1).put(Inner.TRANSPORT, (byte) 8));
        assertThat(answers.sent).as("an echo request is no error").hasSize(1);
        assertThat(dropped()).isEqualTo(12);
    }

    private void transmitChanged(Consumer<ByteBuffer> change) {
        byte[] frame = Inner.completeTcp(1000, 0, 1400);
        change.accept(ByteBuffer.wrap(frame));
        transmit(frame);
    }

    @Test
    void nobodyIsToldOfErrorsAndGroupsOverIpv6() {
        transmit(ipv6(1400));
        answers.sent.clear();
        byte[] error = ipv6(1400);
        ByteBuffer.wrap(error).put(20, (byte) 58).put(54, (byte) 1);
        transmit(error);
        byte[] toGroup = ipv6(1400);
        toGroup[38] = (byte) 0xff;
        transmit(toGroup);
        byte[] fromNobody = ipv6(1400);
        Arrays.fill(fromNobody, 22, 38, (byte) 0);
        transmit(fromNobody);

        assertThat(answers.sent).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"576, 1, 0", "575, 0, 0", "1280, 1, 1", "1279, 1, 0"})
    void anMtuThatNoHostBelievesInIsNotTold(int mtu, int toIpv4, int toIpv6) {
        tunnel.sender.narrow(Vtep.PEER, mtu);
        transmit(Inner.completeTcp(1000, 0, 1400));
        assertThat(answers.sent).hasSize(toIpv4);
        transmit(ipv6(1400));
        assertThat(answers.sent).hasSize(toIpv4 + toIpv6);
    }

    @Test
    void aFloodReachesTheOthersAndIsToldTheNarrowestLimit() {
        tunnel.transmit(Inner.completeTcp(1000, 0, 1400));

        assertThat(tunnel.sender.sent())
                .extracting(RecordingSender.Datagram::to)
                .containsExactly(OTHER);
        assertThat(answers.sent).hasSize(1);
        tunnel.transmit(Inner.completeTcp(1000, 0, 1400));
        assertThat(answers.sent).hasSize(2);
        assertThat(tunnel.tunnel.paths().mtu(2)).isEqualTo(PathMtus.UNLIMITED);
    }

    /** Behind an underlay device it is a router that loses the copy, and its report that tells of the limit. */
    @Test
    void aFloodThatOnlyARouterWillLoseIsToldAsWell() {
        tunnel.sender.narrow(Vtep.PEER, PathMtus.UNLIMITED);
        tunnel.transmit(Inner.completeTcp(1000, 0, 1400));
        assertThat(answers.sent).isEmpty();

        tunnel.tunnel.paths().learn(1, NARROW);
        tunnel.transmit(Inner.completeTcp(1000, 0, 1400));
        assertThat(answers.sent).hasSize(1);
        assertThat(tunnel.sender.sent()).hasSize(4);

        tunnel.tunnel.paths().learn(1, PathMtus.UNLIMITED);
        tunnel.transmit(Inner.completeTcp(1000, 0, 1400));
        assertThat(answers.sent).hasSize(1);
    }

    @Test
    void thereIsABoundToAnswers() {
        for (int i = 0; i < 1000; i++) {
            transmit(Inner.completeTcp(1000, 0, 1400));
        }

        // A second boundary may fall into the loop.
        assertThat(answers.sent).hasSizeBetween(100, 300);
        assertThat(dropped()).isEqualTo(1000);
    }

    @Test
    void aPathThatIsWideAgainTakesTheFrame() {
        transmit(Inner.completeTcp(1000, 0, 1400));
        tunnel.sender.narrow(Vtep.PEER, PathMtus.UNLIMITED);
        tunnel.tunnel.paths().learn(1, PathMtus.UNLIMITED);
        transmit(Inner.completeTcp(1000, 0, 1400));

        assertThat(tunnel.sender.sent()).hasSize(1);
    }

    @Test
    void aRefusalForAnotherReasonTeachesNothing() {
        tunnel.sender.narrow(Vtep.PEER, PathMtus.UNLIMITED);
        tunnel.sender.refuse();
        transmit(Inner.completeTcp(1000, 0, 1400));

        assertThat(answers.sent).isEmpty();
        assertThat(tunnel.tunnel.paths().mtu(1)).isEqualTo(PathMtus.UNLIMITED);
    }

    @Test
    void aFrameLongerThanTheTunnelsMtuIsAnsweredToo() throws IllegalRawDataException {
        transmit(Inner.completeTcp(1000, 0, 1460));

        assertThat(ByteBuffer.wrap(answers.only().get(IcmpV4CommonPacket.class).getRawData())
                        .getInt(4))
                .isEqualTo(Vtep.MTU);
    }

    @Test
    void aPortThatIsToBeSilentIs() {
        VxlanPort silent = new VxlanPort(tunnel.tunnel, tunnel.sender, false);
        silent.answerBy(answers);
        int frame = add(Inner.completeTcp(1000, 0, 1460));
        FrameList one = new FrameList();
        one.add(frame);
        silent.transmit(tunnel.burst(), one);

        assertThat(answers.sent).isEmpty();
    }
}
