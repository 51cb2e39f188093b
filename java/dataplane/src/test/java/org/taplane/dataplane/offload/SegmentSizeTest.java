package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tag;
import org.taplane.wire.Slab;

final class SegmentSizeTest {
    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(4000);
    }

    @Example
    void plainFrameFitsUpToTheMtu() {
        assertThat(SegmentSize.fits(Sample.plain(new byte[1514]), 0, 1500)).isTrue();
        assertThat(SegmentSize.fits(Sample.plain(new byte[1515]), 0, 1500)).isFalse();
    }

    @Example
    void tagInTheFrameDoesNotCount() {
        Burst tagged = Sample.plain(new byte[1518]);
        tagged.tag(0, Tag.IN_FRAME);
        Burst popped = Sample.plain(new byte[1515]);
        popped.tag(0, Tag.IN_DESCRIPTOR);

        assertThat(SegmentSize.fits(tagged, 0, 1500)).isTrue();
        assertThat(SegmentSize.fits(tagged, 0, 1499)).isFalse();
        assertThat(SegmentSize.fits(popped, 0, 1500)).isFalse();
    }

    @Property
    void segmentedFrameFitsWhenItsSegmentsDo(
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(min = 100, max = 2000) int size,
            @ForAll @IntRange(min = 68, max = 3000) int mtu) {
        int longest = Math.min(sample.length(), sample.headers() + size) - sample.network();

        assertThat(SegmentSize.fits(sample.gso(size), 0, mtu)).isEqualTo(longest <= mtu);
    }

    @Property
    void segmentsOfFittedFramesFillTheMtu(
            @ForAll("samples") Sample sample, @ForAll @IntRange(min = 200, max = 3000) int mtu) {
        Burst burst = Sample.plain(sample.partialBytes());
        burst.tag(0, sample.tagged() ? Tag.IN_FRAME : Tag.NONE);
        PartialChecksum.recognise(burst, 0, 1000);
        if (!burst.isSizedByEgress(0)) {
            return;
        }
        assertThat(SegmentSize.fits(burst, 0, mtu)).isTrue();
        SegmentSize.fit(burst, 0, mtu);

        assertThat(burst.gsoSize(0)).isEqualTo(mtu - (sample.headers() - sample.network()));
        Segmenter segmenter = new Segmenter();
        assertThat(segmenter.cut(burst, 0, Slab.allocate(100_000), 0, 100_000, 8))
                .isEqualTo(Cut.DONE);
        for (int segment = 0; segment < segmenter.segments() - 1; segment++) {
            assertThat(segmenter.copy(segment)).hasSize(mtu + sample.network());
        }
    }

    /** A flooded frame goes out by several ports, and the first one's MTU must not stick. */
    @Example
    void everyPortHasItsOwnSize() {
        Burst burst = Sample.tcp(4000).gso(0);
        burst.sizeByEgress(0);
        SegmentSize.fit(burst, 0, 9000);
        SegmentSize.fit(burst, 0, 1450);

        assertThat(burst.gsoSize(0)).isEqualTo(1450 - 20 - 32);
    }

    @Example
    void mtuThatHoldsNoMoreThanHeadersFitsNothing() {
        Burst burst = Sample.tcp(4000).gso(0);
        burst.sizeByEgress(0);

        assertThat(SegmentSize.fits(burst, 0, 52)).isFalse();
        assertThat(SegmentSize.fits(burst, 0, 53)).isTrue();
    }

    @Example
    void sizeOfTheSenderStays() {
        Burst burst = Sample.tcp(4000).gso(1000);
        SegmentSize.fit(burst, 0, 1500);

        assertThat(burst.gsoSize(0)).isEqualTo(1000);
    }
}
