package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.VirtioNetHdr;

final class PartialChecksumTest {
    private static final int MTU = 1450;

    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(4000);
    }

    @Property
    void partialChecksumsAreRecognised(@ForAll("samples") Sample sample) {
        Burst burst = recognise(sample.partialBytes());

        assertThat(burst.flags(0)).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        assertThat(burst.csumStart(0)).isEqualTo(sample.transport());
        assertThat(burst.csumOffset(0)).isEqualTo(sample.checksumOffset());
        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
    }

    @Property
    void longTcpFramesAreToBeCut(@ForAll("samples") Sample sample) {
        Burst burst = recognise(sample.partialBytes());
        boolean cut = !sample.udp() && sample.length() - sample.network() > MTU;

        assertThat(burst.gsoType(0) & ~VirtioNetHdr.GSO_ECN).isEqualTo(cut ? sample.gsoType() : 0);
        assertThat(burst.isSizedByEgress(0)).isEqualTo(cut);
        assertThat(burst.headerLength(0)).isEqualTo(cut ? sample.headers() : 0);
    }

    @Property
    void completeChecksumsStay(@ForAll("samples") Sample sample) {
        byte[] complete = sample.completeBytes();
        Assume.that(!Arrays.equals(complete, sample.partialBytes()));

        assertThat(recognise(complete).isPlain(0)).isTrue();
    }

    /** The coincidence that makes recognising safe: a field that is both partial and complete stays what it is. */
    @Example
    void completingAFieldThatWasCompleteChangesNothing() {
        Sample sample = Sample.tcp(2);
        byte[] frame = sample.partialBytes();
        for (int word = 0; word < 0x10000; word++) {
            frame[sample.headers()] = (byte) (word >>> 8);
            frame[sample.headers() + 1] = (byte) word;
            Burst burst = recognise(frame);
            Checksum.complete(burst, 0);
            if (Arrays.equals(Sample.frame(burst), frame)) {
                return;
            }
        }
        throw new AssertionError("no payload makes the partial checksum complete");
    }

    @Example
    void paddedFramesStay() {
        byte[] frame = Sample.tcp(2).partialBytes();

        assertThat(recognise(Arrays.copyOf(frame, frame.length + 1)).isPlain(0)).isTrue();
    }

    @Example
    void fragmentsStay() {
        byte[] frame = Sample.tcp(2).partialBytes();
        frame[14 + 6] = 0x20;

        assertThat(recognise(frame).isPlain(0)).isTrue();
    }

    @Property
    void anyBytesHaveAnAnswer(@ForAll("samples") Sample sample, @ForAll @Size(max = 60) byte[] garbage) {
        byte[] frame = sample.partialBytes();
        System.arraycopy(garbage, 0, frame, 12, Math.min(garbage.length, frame.length - 12));

        assertThat(OffloadHeader.isSane(recognise(frame), 0)).isTrue();
    }

    @Property(tries = 30)
    void truncatedFramesStay(@ForAll("samples") Sample sample) {
        byte[] whole = sample.partialBytes();
        for (int length = 0; length < whole.length; length++) {
            assertThat(recognise(Arrays.copyOf(whole, length)).isPlain(0)).isTrue();
        }
    }

    private static Burst recognise(byte[] frame) {
        Burst burst = Sample.plain(frame);
        PartialChecksum.recognise(burst, 0, MTU);
        return burst;
    }
}
