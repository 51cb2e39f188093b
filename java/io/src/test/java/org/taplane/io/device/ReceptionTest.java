package org.taplane.io.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Errno;
import org.taplane.nativeio.ReceiveResult;

final class ReceptionTest {
    private static final int PORT = 3;
    private static final int EIO = 5;
    private static final int ECONNREFUSED = 111;

    private final Burst burst = Burst.allocate(1024);
    private final PortCounters counters = new PortCounters();
    private final List<Throwable> faults = new ArrayList<>();
    private final Reception reception = new Reception(PORT, counters, (port, fault) -> {
        assertThat(port).isEqualTo(PORT);
        faults.add(fault);
    });
    private int forwarded;

    private static long result(int frames, int lost, int errno) {
        long result = (long) errno << 32 | (long) lost << 16 | frames;
        assertThat(ReceiveResult.frames(result)).isEqualTo(frames);
        assertThat(ReceiveResult.lost(result)).isEqualTo(lost);
        assertThat(ReceiveResult.errno(result)).isEqualTo(errno);
        return result;
    }

    /** A receiver of a queue whose every read has this result. */
    private DeviceReceiver receiver(long result, Runnable forward) {
        FrameSource source = new FrameSource() {
            @Override
            public long receive(Burst into) {
                return result;
            }

            @Override
            public void close() {}
        };
        return new DeviceReceiver(
                source,
                PORT,
                frames -> {
                    assertThat(frames.ingress()).isEqualTo(PORT);
                    forwarded++;
                    forward.run();
                },
                reception);
    }

    private int receive(long result) {
        return receiver(result, () -> {}).receive(burst);
    }

    @Test
    void framesAreForwardedAndNothingIsCounted() {
        assertThat(receive(result(5, 0, 0))).isEqualTo(5);
        assertThat(receive(result(Burst.CAPACITY, 0, 0))).isEqualTo(Burst.CAPACITY);
        assertThat(forwarded).isEqualTo(2);
        assertThat(counters.rxDrops()).isZero();
        assertThat(faults).isEmpty();
    }

    @Test
    void anEmptyQueueIsNoFault() {
        assertThat(receive(0)).isZero();
        assertThat(forwarded).isZero();
        assertThat(counters.rxDrops()).isZero();
    }

    @Test
    void whatTheKernelCouldNotHandOverIsCountedAndTheOthersAreForwarded() {
        assertThat(receive(result(60, 4, 0))).as("others may be waiting").isEqualTo(Burst.CAPACITY);
        assertThat(forwarded).isEqualTo(1);
        assertThat(counters.drops(DropReason.RECEIVE_ERROR)).isEqualTo(4);
        assertThat(counters.rxDrops()).isEqualTo(4);
        assertThat(faults)
                .as("a counter is enough: stations can make such frames")
                .isEmpty();
    }

    @Test
    void nothingButLossesIsAFailure() {
        assertThat(receive(result(0, Burst.CAPACITY, 0))).isEqualTo(Receiver.FAILED);
        assertThat(counters.drops(DropReason.RECEIVE_ERROR)).isEqualTo(Burst.CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(ints = {EIO, Errno.ENOBUFS, Errno.EMSGSIZE, ECONNREFUSED, Errno.EPERM, Errno.EBADF})
    void anErrorOfTheQueueIsCountedAndReportedAndReadingGoesOn(int errno) {
        assertThat(receive(result(0, 0, errno))).isEqualTo(Receiver.FAILED);
        assertThat(receive(result(2, 1, errno))).isEqualTo(3);
        assertThat(counters.drops(DropReason.RECEIVE_ERROR)).isEqualTo(3);
        assertThat(faults).hasSize(2).allSatisfy(fault -> assertThat(fault).hasMessageContaining(Errno.text(errno)));
    }

    @Test
    void thatTheDeviceHasGoneDownIsNoFrame() {
        assertThat(receive(result(2, 0, Errno.ENETDOWN))).isEqualTo(2);
        assertThat(receive(result(0, 0, Errno.ENETDOWN))).isEqualTo(Receiver.FAILED);
        assertThat(counters.rxDrops()).isZero();
        assertThat(faults).isEmpty();
    }

    @Test
    void onlyADeviceThatIsGoneEndsIt() {
        assertThat(receive(result(2, 1, Errno.EBADFD))).isEqualTo(Receiver.GONE);
        assertThat(forwarded).as("what came before is forwarded").isEqualTo(1);
        assertThat(counters.drops(DropReason.RECEIVE_ERROR)).isEqualTo(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void aBurstThatCannotBeForwardedIsCountedAndTheNextIsRead() {
        RuntimeException exception = new IllegalStateException("of a test");
        DeviceReceiver failing = receiver(result(7, 1, 0), () -> {
            throw exception;
        });
        assertThat(failing.receive(burst)).isEqualTo(Receiver.FAILED);
        assertThat(failing.receive(burst)).isEqualTo(Receiver.FAILED);
        assertThat(counters.drops(DropReason.INTERNAL)).isEqualTo(14);
        assertThat(counters.drops(DropReason.RECEIVE_ERROR)).isEqualTo(2);
        assertThat(faults).containsExactly(exception, exception);
    }

    @Test
    void anErrorOfTheMachineIsAFaultToo() {
        Error error = new StackOverflowError("of a test");
        assertThat(receiver(result(1, 0, 0), () -> {
                            throw error;
                        })
                        .receive(burst))
                .isEqualTo(Receiver.FAILED);
        assertThat(counters.drops(DropReason.INTERNAL)).isEqualTo(1);
        assertThat(faults).containsExactly(error);
    }

    @Test
    void aFaultDoesNotHideThatTheDeviceIsGone() {
        DeviceReceiver failing = receiver(result(1, 0, Errno.EBADFD), () -> {
            throw new IllegalStateException("of a test");
        });
        assertThat(failing.receive(burst)).isEqualTo(Receiver.GONE);
    }
}
