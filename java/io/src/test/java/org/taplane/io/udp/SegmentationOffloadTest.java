package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.io.sys.Errno;

class SegmentationOffloadTest {
    private static SegmentationOffload after(int segment, int errno) {
        SegmentationOffload offload = new SegmentationOffload(Settings.address("10.0.0.1"), false);
        DatagramBatch batch = new DatagramBatch(0);
        batch.segment(batch.addMessage(0, 0), 0);
        batch.error(0, 0);
        batch.segment(batch.addMessage(0, 0), segment);
        batch.error(1, errno);
        offload.learnFrom(batch);
        return offload;
    }

    @Test
    void itIsOnWithChecksumsAndOffWithout() {
        assertThat(new SegmentationOffload(Settings.address("10.0.0.1"), false).isOn())
                .isTrue();
        assertThat(new SegmentationOffload(Settings.address("10.0.0.1"), true).isOn())
                .isFalse();
    }

    @Test
    void aRefusedSegmentedMessageEndsIt() {
        assertThat(after(1400, Errno.EIO).isOn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1400, 0", "1400, 11", "1400, 90"})
    void anyOtherRefusalDoesNot(int segment, int errno) {
        assertThat(after(segment, errno).isOn()).isTrue();
    }
}
