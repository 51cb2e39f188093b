package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.VirtioNetHdr;

final class OffloadHeaderTest {
    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(4000);
    }

    @Property
    void headersOfTheKernelAreSane(@ForAll("samples") Sample sample, @ForAll @IntRange(min = 1, max = 9000) int size) {
        assertThat(OffloadHeader.isSane(sample.gso(size), 0)).isTrue();
        assertThat(OffloadHeader.isSane(sample.needingChecksum(), 0)).isTrue();
        assertThat(OffloadHeader.isSane(Sample.plain(sample.bytes()), 0)).isTrue();
    }

    @Property
    void headerLengthIsRepaired(@ForAll("samples") Sample sample, @ForAll @IntRange(max = 0xffff) int lie) {
        Burst segmented = sample.gso(500);
        segmented.headerLength(0, lie);
        Burst single = sample.needingChecksum();
        single.headerLength(0, lie);

        assertThat(OffloadHeader.isSane(segmented, 0)).isTrue();
        assertThat(segmented.headerLength(0)).isEqualTo(sample.headers());
        assertThat(OffloadHeader.isSane(single, 0)).isTrue();
        assertThat(single.headerLength(0)).isZero();
    }

    /** Segments that a network card joined come with a checksum that it verified. */
    @Property
    void verifiedChecksumOfAJoinedFrameBecomesPartial(@ForAll("samples") Sample sample) {
        Burst burst = Sample.plain(sample.completeBytes());
        burst.flags(0, VirtioNetHdr.DATA_VALID);
        burst.gsoType(0, sample.gsoType());
        burst.gsoSize(0, 500);

        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
        assertThat(burst.flags(0)).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        assertThat(Sample.frame(burst)).isEqualTo(sample.partialBytes());
    }

    @Example
    void verifiedChecksumAsksForNothing() {
        Burst burst = Sample.plain(Sample.tcp(10).bytes());
        burst.flags(0, VirtioNetHdr.DATA_VALID);

        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
        assertThat(burst.isPlain(0)).isTrue();
    }

    /** Protocols that we do not know have partial checksums too: the field has to be in the frame, no more. */
    @Example
    void checksumFieldMayEndWithTheFrameAndNotBeyond() {
        for (int length = 16; length < 40; length++) {
            Burst burst = Sample.plain(new byte[length]);
            burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
            burst.csumStart(0, 14);
            burst.csumOffset(0, length - 16);
            assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
            burst.csumOffset(0, length - 15);
            assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
        }
    }

    /** A tag that is popped would take the checksum's start away with it. */
    @Example
    void tagHasNoChecksum() {
        byte[] tagged = new byte[60];
        tagged[12] = (byte) 0x81;
        Burst burst = Sample.plain(tagged);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, 17);
        assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
        burst.csumStart(0, 18);
        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
    }

    /** A tag that is pushed would carry the checksum's start beyond its 16 bits. */
    @Example
    void checksumStartsWhereATagBeforeItCanBeTold() {
        Burst burst = Sample.plain(new byte[Burst.MAX_FRAME]);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, 0xffff - 3);
        assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
        burst.csumStart(0, 0xffff - 4);
        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
    }

    @Example
    void addressesHaveNoChecksum() {
        Burst burst = Sample.plain(new byte[60]);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, 13);

        assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
    }

    @Example
    void noSegmentSizeIsSaneOnlyWhenWeSaidSo() {
        Burst burst = Sample.tcp(3000).gso(0);
        assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
        burst.sizeByEgress(0);
        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
    }

    @Example
    void ecnGoesWithTcpOnly() {
        Burst tcp = Sample.tcp(3000).gso(1000);
        tcp.gsoType(0, VirtioNetHdr.GSO_TCPV4 | VirtioNetHdr.GSO_ECN);
        Burst udp = new Sample(false, true, false, 0, 0, 3000, 1).gso(1000);
        udp.gsoType(0, VirtioNetHdr.GSO_UDP_L4 | VirtioNetHdr.GSO_ECN);

        assertThat(OffloadHeader.isSane(tcp, 0)).isTrue();
        assertThat(OffloadHeader.isSane(udp, 0)).isFalse();
    }
}
