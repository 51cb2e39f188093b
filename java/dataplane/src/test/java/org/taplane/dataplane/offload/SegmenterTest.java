package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

final class SegmenterTest {
    private static final int SPARE = 8;
    private static final int ROOM = Segmenter.scratchBytes(SPARE);

    private static final int LONGEST = 70_000;

    private final Segmenter segmenter = new Segmenter();
    private final Slab scratch = Slab.allocate(ROOM);

    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(4000);
    }

    @Provide
    Arbitrary<Sample> largeSamples() {
        return Sample.any(65_300);
    }

    @Property
    void segmentsAreThoseOfTheReference(
            @ForAll("samples") Sample sample, @ForAll @IntRange(min = 32, max = 1500) int size) {
        List<byte[]> segments = cut(sample.gso(size));

        assertThat(segments).containsExactlyElementsOf(Reference.segments(sample, size));
    }

    @Property(tries = 100)
    void segmentsOfLargeFramesAreThoseOfTheReference(
            @ForAll("largeSamples") Sample sample, @ForAll @IntRange(min = 600, max = 9000) int size) {
        List<byte[]> segments = cut(sample.gso(size));

        assertThat(segments).containsExactlyElementsOf(Reference.segments(sample, size));
    }

    @Property
    void payloadsJoinedAreThePayload(
            @ForAll("samples") Sample sample, @ForAll @IntRange(min = 32, max = 1500) int size) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] segment : cut(sample.gso(size))) {
            assertThat(segment.length - sample.headers()).isLessThanOrEqualTo(size);
            joined.write(segment, sample.headers(), segment.length - sample.headers());
        }
        byte[] frame = sample.bytes();
        assertThat(joined.toByteArray()).isEqualTo(Arrays.copyOfRange(frame, sample.headers(), frame.length));
    }

    @Property(tries = 300)
    void checksumsVerifyWithPcap4j(@ForAll("samples") Sample sample, @ForAll @IntRange(min = 100, max = 1500) int size)
            throws IllegalRawDataException {
        for (byte[] segment : cut(sample.gso(size))) {
            assertChecksums(EthernetPacket.newPacket(segment, 0, segment.length));
        }
    }

    @Property
    void frameIsOnlyRead(@ForAll("samples") Sample sample, @ForAll @IntRange(min = 32, max = 1500) int size) {
        Burst burst = sample.gso(size);
        byte[] before = burst.slab().bytes(0, burst.slab().size());
        cut(burst);

        assertThat(burst.slab().bytes(0, burst.slab().size())).isEqualTo(before);
    }

    @Example
    void spareBytesAndRoomAreKept() {
        Slab slab = Slab.allocate(1000);
        Burst burst = Sample.tcp(300).gso(100);
        int at = 100;
        int room = 3 * (SPARE + Sample.tcp(300).headers());
        for (int i = 0; i < slab.size(); i++) {
            slab.putU8(i, 0xee);
        }
        assertThat(segmenter.cut(burst, 0, slab, at, room, SPARE)).isEqualTo(Cut.DONE);

        assertThat(segmenter.segments()).isEqualTo(3);
        assertThat(segmenter.headerOffset(0)).isEqualTo(at + SPARE);
        for (int segment = 0; segment < 3; segment++) {
            assertThat(slab.bytes(segmenter.headerOffset(segment) - SPARE, SPARE))
                    .containsOnly(0xee);
        }
        assertThat(slab.bytes(0, at)).containsOnly(0xee);
        assertThat(slab.bytes(at + room, slab.size() - at - room)).containsOnly(0xee);
        assertThat(segmenter.cut(burst, 0, slab, at, room / 3 - 1, SPARE)).isEqualTo(Cut.NO_ROOM);
        assertThat(segmenter.segments()).isZero();
        assertThat(segmenter.hasMore()).isFalse();
    }

    @Example
    void aRoundHasAtMostAsManySegmentsAsOneCallSends() {
        int size = 100;
        Sample most = Sample.tcp(size * Segmenter.MAX_SEGMENTS);

        assertThat(cut(most.gso(size))).hasSize(Segmenter.MAX_SEGMENTS);
        assertThat(segmenter.hasMore()).isFalse();
        assertThat(cut(most.withPayload(most.payload() + 1).gso(size))).hasSize(Segmenter.MAX_SEGMENTS);
        assertThat(segmenter.hasMore()).isTrue();
    }

    /** An MSS of 48, the least of Linux, with 40 bytes of options leaves 8. */
    @Example
    void segmentsThatNobodySendsAreTooMany() {
        Sample sample = Sample.tcp(Segmenter.MAX_SEGMENTS * 8);

        assertThat(verdict(sample.gso(8))).isEqualTo(Cut.DONE);
        assertThat(verdict(sample.gso(7))).isEqualTo(Cut.TOO_MANY_SEGMENTS);
        assertThat(segmenter.hasMore()).isFalse();
        assertThat(verdict(Sample.tcp(Segmenter.MAX_SEGMENTS).gso(1))).isEqualTo(Cut.DONE);
    }

    @Property(tries = 200)
    void roundsGiveTheSegmentsOfTheReference(
            @ForAll("largeSamples") Sample sample,
            @ForAll @IntRange(min = 36, max = 600) int size,
            @ForAll @IntRange(min = 400, max = 40_000) int room) {
        Burst burst = sample.gso(size);
        List<byte[]> segments = new ArrayList<>();
        Cut cut = segmenter.cut(burst, 0, scratch, 0, Math.min(room, ROOM), SPARE);
        while (cut == Cut.DONE) {
            segments.addAll(round());
            cut = segmenter.cutOn(scratch, 0, Math.min(room, ROOM), SPARE);
        }

        assertThat(segments).containsExactlyElementsOf(Reference.segments(sample, size));
    }

    @Example
    void frameWithoutPayloadOrBelowTheSizeIsOneSegment() {
        assertThat(cut(Sample.tcp(0).gso(1448))).hasSize(1);
        assertThat(cut(Sample.tcp(1448).gso(1448))).hasSize(1);
        assertThat(cut(Sample.tcp(1449).gso(1448))).hasSize(2);
    }

    /** What the header says about the frame, bent in one place at a time. */
    enum Lie {
        TYPE_NONE,
        TYPE_UNKNOWN,
        TYPE_OF_THE_OTHER_IP,
        TYPE_OF_UDP,
        NO_SIZE,
        NO_CHECKSUM,
        CHECKSUM_START,
        CHECKSUM_OFFSET,
        CHECKSUM_BEYOND_THE_FRAME,
        IP_LENGTH_SHORT,
        IP_LENGTH_LONG,
        IP_VERSION,
        IP_HEADER_LENGTH,
        FRAGMENT,
        OTHER_PROTOCOL,
        TCP_HEADER_SHORT,
        TCP_HEADER_BEYOND_THE_FRAME;

        Burst tell() {
            Sample sample = Sample.tcp(this == TCP_HEADER_BEYOND_THE_FRAME ? 10 : 3000);
            Burst burst = sample.gso(1000);
            Slab slab = burst.slab();
            int ip = burst.start(0) + sample.network();
            int tcp = burst.start(0) + sample.transport();
            switch (this) {
                case TYPE_NONE -> burst.gsoType(0, VirtioNetHdr.GSO_NONE);
                case TYPE_UNKNOWN -> burst.gsoType(0, 0x7f);
                case TYPE_OF_THE_OTHER_IP -> burst.gsoType(0, VirtioNetHdr.GSO_TCPV6);
                case TYPE_OF_UDP -> burst.gsoType(0, VirtioNetHdr.GSO_UDP_L4);
                case NO_SIZE -> burst.gsoSize(0, 0);
                case NO_CHECKSUM -> burst.flags(0, 0);
                case CHECKSUM_START -> burst.csumStart(0, sample.transport() + 2);
                case CHECKSUM_OFFSET -> burst.csumOffset(0, 6);
                case CHECKSUM_BEYOND_THE_FRAME -> burst.csumStart(0, 0xffff);
                case IP_LENGTH_SHORT -> slab.putU16(ip + 2, sample.length() - sample.network() - 1);
                case IP_LENGTH_LONG -> slab.putU16(ip + 2, sample.length() - sample.network() + 1);
                case IP_VERSION -> slab.putU8(ip, 0x55);
                case IP_HEADER_LENGTH -> slab.putU8(ip, 0x44);
                case FRAGMENT -> slab.putU16(ip + 6, 0x2000);
                case OTHER_PROTOCOL -> slab.putU8(ip + 9, 1);
                case TCP_HEADER_SHORT -> slab.putU8(tcp + 12, 0x40);
                case TCP_HEADER_BEYOND_THE_FRAME -> slab.putU8(tcp + 12, 0xf0);
            }
            return burst;
        }
    }

    @ParameterizedTest
    @EnumSource
    void liesAreRefused(Lie lie) {
        assertThat(verdict(lie.tell())).isEqualTo(Cut.NOT_SEGMENTABLE);
        assertThat(segmenter.segments()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "TYPE_NONE", mode = EnumSource.Mode.EXCLUDE)
    void liesAreNotSane(Lie lie) {
        assertThat(OffloadHeader.isSane(lie.tell(), 0)).isFalse();
    }

    @Property(tries = 30)
    void truncatedFramesAreRefused(@ForAll("samples") Sample sample) {
        byte[] whole = sample.partialBytes();
        for (int length = 0; length < whole.length; length++) {
            Burst burst = Sample.plain(Arrays.copyOf(whole, length));
            copyRequest(sample.gso(500), burst);
            assertThat(verdict(burst))
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo(Cut.NOT_SEGMENTABLE);
        }
    }

    /** Frames that end where the slab ends, so that an over-read throws; first garbage, then behind good headers. */
    @Example
    void everyLengthHasAnAnswer() {
        Sample sample = Sample.tcp(1000);
        byte[] headers = Arrays.copyOf(sample.partialBytes(), sample.headers());
        Burst burst = Sample.plain(garbage(LONGEST));
        int end = burst.slab().size();
        for (int length = 0; length <= LONGEST; length++) {
            burst.set(0, end - length, length);
            copyRequest(sample.gso(1448), burst);
            assertThat(verdict(burst)).isEqualTo(Cut.NOT_SEGMENTABLE);
        }
        for (int length = headers.length; length <= LONGEST; length++) {
            burst.set(0, end - length, length);
            burst.slab().putBytes(end - length, headers, 0, headers.length);
            burst.slab().putU16(end - length + sample.network() + 2, length - sample.network());
            copyRequest(sample.gso(1448), burst);
            boolean possible = length - sample.network() <= 0xffff;
            assertThat(verdict(burst)).isEqualTo(possible ? Cut.DONE : Cut.NOT_SEGMENTABLE);
        }
    }

    private static byte[] garbage(int length) {
        byte[] garbage = new byte[length];
        new Random(7).nextBytes(garbage);
        return garbage;
    }

    @Property
    void anyHeaderOnAnyFrameHasAnAnswer(@ForAll("samples") Sample sample, @ForAll byte[] garbage, @ForAll long seed) {
        byte[] frame = sample.partialBytes();
        System.arraycopy(garbage, 0, frame, 12, Math.min(garbage.length, frame.length - 12));
        Burst burst = Sample.plain(frame);
        Random random = new Random(seed);
        burst.flags(0, random.nextInt(4));
        burst.gsoType(0, random.nextInt(6));
        burst.gsoSize(0, random.nextInt(0x10000));
        burst.headerLength(0, random.nextInt(0x10000));
        burst.csumStart(0, random.nextInt(0x10000));
        burst.csumOffset(0, random.nextInt(0x10000));
        boolean sane = OffloadHeader.isSane(burst, 0);
        if (sane && burst.gsoType(0) != VirtioNetHdr.GSO_NONE) {
            assertThat(verdict(burst)).isNotEqualTo(Cut.NOT_SEGMENTABLE);
        } else if (sane) {
            Checksum.complete(burst, 0);
        }
    }

    private Cut verdict(Burst burst) {
        return segmenter.cut(burst, 0, scratch, 0, ROOM, SPARE);
    }

    private List<byte[]> cut(Burst burst) {
        assertThat(verdict(burst)).isEqualTo(Cut.DONE);
        return round();
    }

    private List<byte[]> round() {
        List<byte[]> segments = new ArrayList<>();
        for (int segment = 0; segment < segmenter.segments(); segment++) {
            segments.add(segmenter.copy(segment));
        }
        return segments;
    }

    private static void copyRequest(Burst from, Burst to) {
        to.flags(0, from.flags(0));
        to.gsoType(0, from.gsoType(0));
        to.gsoSize(0, from.gsoSize(0));
        to.csumStart(0, from.csumStart(0));
        to.csumOffset(0, from.csumOffset(0));
    }

    private static void assertChecksums(EthernetPacket packet) {
        IpPacket ip = packet.get(IpPacket.class);
        IpV4Packet ipv4 = packet.get(IpV4Packet.class);
        if (ipv4 != null) {
            assertThat(ipv4.getHeader().hasValidChecksum(false)).isTrue();
        }
        TcpPacket tcp = packet.get(TcpPacket.class);
        if (tcp != null) {
            assertThat(tcp.hasValidChecksum(
                            ip.getHeader().getSrcAddr(), ip.getHeader().getDstAddr(), false))
                    .isTrue();
        } else {
            UdpPacket udp = packet.get(UdpPacket.class);
            assertThat(udp.hasValidChecksum(
                            ip.getHeader().getSrcAddr(), ip.getHeader().getDstAddr(), false))
                    .isTrue();
        }
    }
}
