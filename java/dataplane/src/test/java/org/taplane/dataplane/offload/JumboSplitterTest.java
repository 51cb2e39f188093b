package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/** TCP frames of more than 64 KiB: their pieces, cut, are the segments of the whole. */
final class JumboSplitterTest {
    /** GSO_MAX_SIZE. */
    private static final int LONGEST = 8 * 65_535;

    private static final byte[] JUMBO_OPTION = {6, 0, (byte) 0xc2, 4};

    private final Pieces pieces = new Pieces();
    private final Segmenter segmenter = new Segmenter();
    private final Slab scratch = Slab.allocate(Segmenter.scratchBytes(0));

    /** IPv6 packets with the jumbo payload option, or with nothing in its place. */
    enum Option {
        WITH,
        WITHOUT
    }

    @Provide
    Arbitrary<Sample> samples() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        either,
                        either,
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(65_536, LONGEST - 200),
                        Arbitraries.longs())
                .as((ipv6, tagged, words, payload, seed) ->
                        new Sample(ipv6, false, tagged, ipv6 ? 0 : words, words, payload, seed));
    }

    @Property(tries = 60)
    void segmentsOfThePiecesAreThoseOfTheReference(
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(min = 600, max = 30_000) int size,
            @ForAll Option option) {
        assertThat(segments(jumbo(sample, size, option)))
                .usingElementComparator(Pieces.ONES_COMPLEMENT)
                .containsExactlyElementsOf(Reference.segments(sample, size));
    }

    private List<byte[]> segments(Burst burst) {
        List<byte[]> segments = new ArrayList<>();
        pieces.each(burst, (split, piece) -> {
            assertThat(split.length(piece)).isLessThanOrEqualTo(Burst.MAX_FRAME);
            assertThat(OffloadHeader.isSane(split, piece)).isTrue();
            if (split.gsoType(piece) == VirtioNetHdr.GSO_NONE) {
                Checksum.complete(split, piece);
                segments.add(split.slab().bytes(split.start(piece), split.length(piece)));
            } else {
                assertThat(segmenter.cut(split, piece, scratch, 0, scratch.size(), 0))
                        .isEqualTo(Cut.DONE);
                for (int segment = 0; segment < segmenter.segments(); segment++) {
                    segments.add(segmenter.copy(segment));
                }
            }
        });
        return segments;
    }

    /** The sample as Linux hands it over: with no length in the IP header. */
    private static Burst jumbo(Sample sample, int size, Option option) {
        byte[] frame = sample.partialBytes();
        int network = sample.network();
        if (!sample.ipv6()) {
            ByteBuffer.wrap(frame).putShort(network + 2, (short) 0);
            return gso(frame, sample, sample.transport(), size);
        }
        ByteBuffer.wrap(frame).putShort(network + 4, (short) 0);
        return option == Option.WITH
                ? gso(withOption(frame, network), sample, sample.transport() + 8, size)
                : gso(frame, sample, sample.transport(), size);
    }

    private static byte[] withOption(byte[] frame, int network) {
        int at = network + 40;
        ByteBuffer out = ByteBuffer.allocate(frame.length + 8).put(frame, 0, at);
        out.put(network + 6, (byte) 0);
        return out.put(JUMBO_OPTION)
                .putInt(frame.length + 8 - at)
                .put(frame, at, frame.length - at)
                .array();
    }

    private static Burst gso(byte[] frame, Sample sample, int transport, int size) {
        Burst burst = Sample.plain(frame);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, sample.gsoType());
        burst.gsoSize(0, size);
        burst.csumStart(0, transport);
        burst.csumOffset(0, 16);
        return burst;
    }

    /** Congestion window reduced: the first segment alone says so. */
    @Example
    void onlyTheFirstPieceHasCwr() {
        Burst burst = jumbo(Sample.tcp(200_000), 1_400, Option.WITHOUT);
        burst.gsoType(0, VirtioNetHdr.GSO_TCPV4 | VirtioNetHdr.GSO_ECN);
        int flags = burst.start(0) + Sample.tcp(0).transport() + 13;
        burst.slab().putU8(flags, 0x99);
        List<Integer> types = new ArrayList<>();
        List<Integer> tcpFlags = new ArrayList<>();
        pieces.each(burst, (split, piece) -> {
            types.add(split.gsoType(piece));
            tcpFlags.add(split.slab().u8(split.start(piece) + Sample.tcp(0).transport() + 13));
        });

        assertThat(types).containsExactly(0x81, 1, 1, 1);
        assertThat(tcpFlags).containsExactly(0x90, 0x10, 0x10, 0x19);
    }

    /** An IPv6 packet of 65,535 bytes behind its header has a length and is longer than a frame may be. */
    @Example
    void longestPacketWithALengthIsTakenApart() {
        Sample sample = new Sample(true, false, false, 0, 0, 65_535 - 20, 1);
        assertThat(sample.length()).isGreaterThan(Burst.MAX_FRAME);

        assertThat(segments(sample.gso(1_400)))
                .usingElementComparator(Pieces.ONES_COMPLEMENT)
                .containsExactlyElementsOf(Reference.segments(sample, 1_400));
    }

    @Example
    void liesAreRefused() {
        Sample sample = new Sample(true, false, false, 0, 0, 100_000, 1);
        int option = sample.network() + 40;
        for (int at : new int[] {
            sample.network(), sample.network() + 6, option, option + 1, option + 2, option + 3, option + 7
        }) {
            Burst burst = jumbo(sample, 1_400, Option.WITH);
            burst.slab().putU8(burst.start(0) + at, 0x55);
            assertThat(new Splitter(0).open(burst, 0)).as("byte %d", at).isFalse();
        }
        Burst sizeless = jumbo(sample, 0, Option.WITH);
        assertThat(new Splitter(0).open(sizeless, 0)).isFalse();
        Burst tooLarge = jumbo(sample, 0xffff, Option.WITH);
        assertThat(new Splitter(0).open(tooLarge, 0)).isFalse();
    }

    @Example
    void truncatedHeadersAreRefused() {
        Sample sample = new Sample(true, false, true, 0, 0, 66_000, 1);
        byte[] frame = withOption(sample.partialBytes(), sample.network());
        for (int length = 0; length < sample.headers() + 8; length++) {
            Burst burst = gso(Arrays.copyOf(frame, length), sample, sample.transport() + 8, 1_400);
            assertThat(new Splitter(0).open(burst, 0)).as("%d bytes", length).isFalse();
        }
    }
}
