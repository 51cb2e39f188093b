package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Wrapped.Tunnel;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/** Tunnels of stations: what is cut is what a frame around each segment would be. */
final class SplitterTest {
    private final Pieces pieces = new Pieces();

    @Provide
    Arbitrary<Wrapped> tunnels() {
        return Wrapped.any(4_000);
    }

    @Provide
    Arbitrary<Wrapped> largeTunnels() {
        return Wrapped.any(64_000);
    }

    @Property
    void segmentsAreThoseOfTheReference(
            @ForAll("tunnels") Wrapped wrapped, @ForAll @IntRange(min = 32, max = 1500) int size) {
        assertThat(pieces.ofComplete(wrapped.gso(size)))
                .usingElementComparator(Pieces.ONES_COMPLEMENT)
                .containsExactlyElementsOf(wrapped.segments(size));
    }

    /** More pieces than a burst holds, and longer ones than its room lets in at a time. */
    @Property(tries = 100)
    void segmentsOfLargeFramesAreThoseOfTheReference(
            @ForAll("largeTunnels") Wrapped wrapped, @ForAll @IntRange(min = 200, max = 9_000) int size) {
        assertThat(pieces.ofComplete(wrapped.gso(size)))
                .usingElementComparator(Pieces.ONES_COMPLEMENT)
                .containsExactlyElementsOf(wrapped.segments(size));
    }

    @Property(tries = 300)
    void piecesAreSaneAndTheFrameIsOnlyRead(
            @ForAll("tunnels") Wrapped wrapped, @ForAll @IntRange(min = 32, max = 1500) int size) {
        Burst burst = wrapped.gso(size);
        byte[] before = burst.slab().bytes(0, burst.slab().size());
        pieces.each(
                burst,
                (split, piece) -> assertThat(OffloadHeader.isSane(split, piece)).isTrue());

        assertThat(burst.slab().bytes(0, burst.slab().size())).isEqualTo(before);
    }

    @Property
    void framesThatPortsTakeStayWhole(@ForAll("samples") Sample sample, @ForAll @IntRange(max = 1500) int size) {
        assertThat(new Splitter(0).open(sample.gso(size), 0)).isFalse();
        assertThat(new Splitter(0).open(sample.needingChecksum(), 0)).isFalse();
        assertThat(new Splitter(0).open(Sample.plain(sample.bytes()), 0)).isFalse();
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(4_000);
    }

    @Property(tries = 30)
    void truncatedFramesAreRefused(@ForAll("tunnels") Wrapped wrapped) {
        int whole = wrapped.frame().length;
        for (int length = 0; length < whole; length++) {
            assertThat(new Splitter(0).open(wrapped.truncated(500, length), 0))
                    .as("%d of %d bytes", length, whole)
                    .isFalse();
        }
    }

    /** The slab ends where the frame ends: an over-read throws. */
    @Property
    void liesAreRefusedOrCarriedOut(
            @ForAll("tunnels") Wrapped wrapped, @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int lies) {
        Burst burst = wrapped.gso(600);
        Random random = new Random(seed);
        for (int lie = 0; lie < lies; lie++) {
            int headers = Math.min(wrapped.headers(), burst.length(0));
            burst.slab().putU8(burst.start(0) + random.nextInt(headers), random.nextInt(256));
        }
        if (random.nextBoolean()) {
            burst.csumStart(0, random.nextInt(0x10000));
        }
        if (random.nextBoolean()) {
            burst.gsoSize(0, random.nextInt(0x10000));
        }
        pieces.each(burst, (split, piece) -> assertThat(split.length(piece)).isLessThanOrEqualTo(Burst.MAX_FRAME));
    }

    /** What a frame says that cannot be cut: each has a plausible rest. */
    enum Lie {
        NO_SIZE,
        NO_CHECKSUM,
        CHECKSUM_BEFORE_TRANSPORT,
        CHECKSUM_BEYOND_THE_FRAME,
        OUTER_LENGTH,
        OUTER_FRAGMENT,
        OUTER_PROTOCOL,
        UDP_LENGTH,
        INNER_LENGTH,
        INNER_FRAGMENT,
        INNER_PROTOCOL,
        TYPE_OF_THE_OTHER_IP,
        TCP_HEADER_BEYOND_THE_FRAME
    }

    @ParameterizedTest
    @EnumSource
    void liesAreRefused(Lie lie) {
        int payload = lie == Lie.TCP_HEADER_BEYOND_THE_FRAME ? 10 : 3_000;
        Wrapped wrapped = new Wrapped(Tunnel.VXLAN, false, 0, false, true, Sample.tcp(payload));
        Burst burst = wrapped.gso(1_000);
        Slab slab = burst.slab();
        int outer = burst.start(0) + 14;
        int tcp = burst.start(0) + wrapped.innerTransport();
        int inner = tcp - 20;
        switch (lie) {
            case NO_SIZE -> burst.gsoSize(0, 0);
            case NO_CHECKSUM -> burst.flags(0, 0);
            case CHECKSUM_BEFORE_TRANSPORT -> burst.csumStart(0, wrapped.innerTransport() - 2);
            case CHECKSUM_BEYOND_THE_FRAME -> burst.csumStart(0, 0xffff);
            case OUTER_LENGTH -> slab.putU16(outer + 2, burst.length(0) - 15);
            case OUTER_FRAGMENT -> slab.putU16(outer + 6, 0x2000);
            case OUTER_PROTOCOL -> slab.putU8(outer + 9, 132);
            case UDP_LENGTH -> slab.putU16(outer + 24, burst.length(0) - 35);
            case INNER_LENGTH -> slab.putU16(inner + 2, 100);
            case INNER_FRAGMENT -> slab.putU16(inner + 6, 1);
            case INNER_PROTOCOL -> slab.putU8(inner + 9, 17);
            case TYPE_OF_THE_OTHER_IP -> burst.gsoType(0, VirtioNetHdr.GSO_TCPV6);
            case TCP_HEADER_BEYOND_THE_FRAME -> slab.putU8(tcp + 12, 0xf0);
        }
        assertThat(new Splitter(0).open(burst, 0)).isFalse();
        assertThat(OffloadHeader.isSane(burst, 0)).isFalse();
    }

    /** A sequence number would have to count up, and nobody sends such frames uncut. */
    @Example
    void greWithSequenceNumberIsRefused() {
        Wrapped wrapped = new Wrapped(Tunnel.GRE_WITH_KEY, false, 0, false, false, Sample.tcp(3_000));
        Burst burst = wrapped.gso(1_000);
        assertThat(new Splitter(0).open(burst, 0)).isTrue();
        burst.slab().putU16(burst.start(0) + 34, 0x1000);
        assertThat(new Splitter(0).open(burst, 0)).isFalse();
    }

    @Example
    void piecesAreBounded() {
        Wrapped wrapped = new Wrapped(Tunnel.VXLAN, false, 0, false, true, Sample.tcp(60_000));

        assertThat(pieces.ofComplete(wrapped.gso(48))).hasSize(1_250);
        assertThat(new Splitter(0).open(wrapped.gso(40), 0)).isFalse();
        assertThat(List.of(1, 2, 3)).allMatch(size -> !new Splitter(0).open(wrapped.gso(size), 0));
    }
}
