package org.taplane.io.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.dataplane.port.DropReason;

final class SendErrnoTest {
    /** ENOENT, EIO, ENXIO, EAGAIN, EINVAL, EPIPE, EBADFD, EMSGSIZE, ENETDOWN, ECONNRESET, ENOBUFS, ENOTCONN and ECONNREFUSED. */
    @ParameterizedTest
    @CsvSource({
        "2, NO_PEER",
        "5, PORT_DOWN",
        "6, PORT_DOWN",
        "11, QUEUE_FULL",
        "22, BAD_OFFLOAD",
        "32, NO_PEER",
        "77, PORT_DOWN",
        "90, MTU_EXCEEDED",
        "100, PORT_DOWN",
        "104, NO_PEER",
        "105, QUEUE_FULL",
        "107, NO_PEER",
        "111, NO_PEER"
    })
    void whatTheKernelMeans(int errno, DropReason reason) {
        assertThat(SendErrno.reason(errno)).isEqualTo(reason);
    }

    @Test
    void everyOtherIsAnErrorOfTheKernels() {
        Set<Integer> meant = Set.of(2, 5, 6, 11, 22, 32, 77, 90, 100, 104, 105, 107, 111);
        assertThat(IntStream.rangeClosed(1, 133).filter(errno -> !meant.contains(errno)))
                .allSatisfy(errno -> assertThat(SendErrno.reason(errno)).isEqualTo(DropReason.IO_ERROR));
    }
}
