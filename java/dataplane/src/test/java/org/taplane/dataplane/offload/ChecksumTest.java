package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.taplane.dataplane.frame.Burst;

final class ChecksumTest {
    @Provide
    Arbitrary<Sample> samples() {
        return Sample.any(2000);
    }

    @Property
    void completesWhatTheSenderBegan(@ForAll("samples") Sample sample) {
        Burst burst = sample.needingChecksum();
        assertThat(OffloadHeader.isSane(burst, 0)).isTrue();
        Checksum.complete(burst, 0);

        assertThat(Sample.frame(burst)).isEqualTo(sample.completeBytes());
        assertThat(burst.isPlain(0)).isTrue();
    }

    @Example
    void plainFramesStay() {
        Burst burst = Sample.plain(Sample.tcp(100).bytes());
        Checksum.complete(burst, 0);

        assertThat(Sample.frame(burst)).isEqualTo(Sample.tcp(100).bytes());
    }

    @Example
    void zeroIsWrittenAsAllOnes() {
        Sample sample = new Sample(false, true, false, 0, 0, 2, 1);
        Burst burst = sample.needingChecksum();
        Checksum.complete(burst, 0);
        int sum = burst.slab().u16(burst.start(0) + sample.transport() + 6);
        ByteBuffer payload = ByteBuffer.wrap(sample.bytes(), sample.headers(), 2);
        int zeroing = (payload.getShort() & 0xffff) + sum;
        Burst zero = sample.needingChecksum();
        zero.slab().putU16(zero.start(0) + sample.headers(), (zeroing & 0xffff) + (zeroing >>> 16));
        Checksum.complete(zero, 0);

        assertThat(zero.slab().u16(zero.start(0) + sample.transport() + 6)).isEqualTo(0xffff);
    }
}
