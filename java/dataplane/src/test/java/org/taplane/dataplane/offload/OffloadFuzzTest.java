package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/** Any frame with any offload header: an over-read throws, because the slab ends where the frame ends. */
final class OffloadFuzzTest {
    private static final int SPARE = 8;
    private static final int MTU = 1450;

    private final Segmenter segmenter = new Segmenter();
    private final Splitter splitter = new Splitter(0);
    private final Slab scratch = Slab.allocate(Segmenter.scratchBytes(SPARE));

    /** The input is a virtio_net_hdr, as a guest may write it, and a frame. */
    @FuzzTest
    void header(byte[] input) {
        if (input.length < VirtioNetHdr.HEADER) {
            return;
        }
        byte[] frame = new byte[input.length - VirtioNetHdr.HEADER];
        System.arraycopy(input, VirtioNetHdr.HEADER, frame, 0, frame.length);
        Burst burst = Sample.plain(frame);
        writeHeader(burst, Slab.copyOf(input));
        cut(burst);
        if (splitter.open(burst, 0)) {
            carryOutPieces(burst);
        } else if (OffloadHeader.isSane(burst, 0)) {
            carryOut(burst);
        }
    }

    private void carryOutPieces(Burst burst) {
        Burst pieces = splitter.pieces();
        assertThat(OffloadHeader.isSane(burst, 0) && burst.length(0) <= Burst.MAX_FRAME)
                .isFalse();
        for (int count = splitter.next(); count > 0; count = splitter.next()) {
            for (int piece = 0; piece < count; piece++) {
                assertThat(pieces.length(piece)).isLessThanOrEqualTo(Burst.MAX_FRAME);
                assertThat(OffloadHeader.isSane(pieces, piece)).isTrue();
                Checksum.complete(pieces, piece);
            }
        }
    }

    /** The input is a frame as a tunnel received it. */
    @FuzzTest
    void recognise(byte[] frame) {
        Burst burst = Sample.plain(frame);
        PartialChecksum.recognise(burst, 0, MTU);

        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
        carryOut(burst);
    }

    private void carryOut(Burst burst) {
        if (burst.gsoType(0) == VirtioNetHdr.GSO_NONE) {
            Checksum.complete(burst, 0);
        } else if (SegmentSize.fits(burst, 0, MTU)) {
            SegmentSize.fit(burst, 0, MTU);
            assertThat(cut(burst)).isNotEqualTo(Cut.NOT_SEGMENTABLE);
        }
    }

    private Cut cut(Burst burst) {
        Cut cut = segmenter.cut(burst, 0, scratch, 0, scratch.size(), SPARE);
        int payload = 0;
        for (int segment = 0; segment < segmenter.segments(); segment++) {
            assertThat(segmenter.payloadLength(segment)).isBetween(0, burst.gsoSize(0));
            payload += segmenter.payloadLength(segment);
        }
        if (cut == Cut.DONE) {
            assertThat(segmenter.headerLength() + payload).isEqualTo(burst.length(0));
        }
        return cut;
    }

    private static void writeHeader(Burst burst, Slab header) {
        burst.flags(0, header.u8(0));
        burst.gsoType(0, header.u8(1));
        burst.headerLength(0, header.native16(2));
        burst.gsoSize(0, header.native16(4));
        burst.csumStart(0, header.native16(6));
        burst.csumOffset(0, header.native16(8));
    }
}
