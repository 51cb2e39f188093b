package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Cut;
import org.taplane.dataplane.offload.Segmenter;
import org.taplane.it.kit.GsoInjector;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/** Cutting a large frame gives, byte for byte, what the kernel gives for a device that cannot segment. */
@KernelTest
final class SegmentsIT {
    @ParameterizedTest
    @EnumSource
    void segmentsAreThoseOfTheKernel(LargeDatagram datagram) {
        List<TestFrame> own = ownSegments(datagram);
        assertThat(own).hasSize(46);
        try (Resources resources = new Resources()) {
            Namespace at = resources.namespace("kernel");
            Veth.between(at, "out", at, "in").offloads(false);
            RawPort in = resources.add(RawPort.open(at, "in"));
            resources.add(GsoInjector.open(at, "out")).send(datagram.offloadHeader(), datagram.frame());
            assertThat(in).receivesExactly(own.size(), frame().to(Mac.of(2)));
            assertThat(in.captured().stream()
                            .filter(segment -> segment.destination().equals(Mac.of(2))))
                    .containsExactlyElementsOf(own);
        }
    }

    private static List<TestFrame> ownSegments(LargeDatagram datagram) {
        byte[] frame = datagram.frame();
        Burst burst = Burst.allocate(frame.length);
        burst.slab().putBytes(Burst.dataOffset(), frame, 0, frame.length);
        burst.set(0, Burst.dataOffset(), frame.length);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, datagram.gsoType());
        burst.gsoSize(0, LargeDatagram.SEGMENT);
        burst.headerLength(0, datagram.headerLength());
        burst.csumStart(0, datagram.transportOffset());
        burst.csumOffset(0, datagram.checksumOffset());
        return segments(burst);
    }

    private static List<TestFrame> segments(Burst burst) {
        Segmenter segmenter = new Segmenter();
        int room = Segmenter.scratchBytes(0);
        Cut cut = segmenter.cut(burst, 0, Slab.allocate(room), 0, room, 0);
        assertThat(cut).isEqualTo(Cut.DONE);
        return IntStream.range(0, segmenter.segments())
                .mapToObj(segmenter::copy)
                .map(TestFrame::parse)
                .toList();
    }
}
