package org.taplane.io.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;

/** A queue that refuses any frames by any errnos: each frame is sent once, in order, or dropped once, for one reason. */
final class RefusedFramesProperties {
    private static final int LAST_ERRNO = 133;
    private static final int FD = 7;

    private final Burst burst = Burst.allocate(Burst.CAPACITY * 128);

    @Property(tries = 300)
    void eachFrameIsSentOnceOrDroppedOnce(@ForAll("answers") List<Integer> answers, @ForAll boolean trains) {
        RefusingQueue queue = new RefusingQueue(answers, trains);
        DevicePort port = new DevicePort(queue);
        port.attach(FD);
        port.transmit(burst, frames(answers.size()));

        assertThat(queue.taken).isEqualTo(accepted(answers));
        assertThat(port.counters().txFrames()).isEqualTo(queue.taken.size());
        assertThat(port.counters().txBytes())
                .isEqualTo(queue.taken.stream().mapToLong(burst::length).sum());
        assertThat(port.counters().txDrops()).isEqualTo(answers.size() - queue.taken.size());
        Map<DropReason, Long> expected = new EnumMap<>(DropReason.class);
        answers.stream()
                .filter(errno -> errno != 0)
                .forEach(errno -> expected.merge(SendErrno.reason(errno), 1L, Long::sum));
        for (DropReason reason : DropReason.values()) {
            assertThat(port.counters().drops(reason)).as(reason.label()).isEqualTo(expected.getOrDefault(reason, 0L));
        }
    }

    /** Mostly 0: taken. */
    @Provide
    Arbitrary<List<Integer>> answers() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.just(0)),
                        Tuple.of(1, Arbitraries.integers().between(1, LAST_ERRNO)))
                .list()
                .ofMaxSize(Burst.CAPACITY);
    }

    private FrameList frames(int count) {
        FrameList list = new FrameList();
        for (int frame = 0; frame < count; frame++) {
            burst.set(frame, Burst.dataOffset() + Burst.HEADROOM + 128 * frame, 60 + frame % 40);
            list.add(frame);
        }
        return list;
    }

    private static List<Integer> accepted(List<Integer> answers) {
        List<Integer> frames = new ArrayList<>();
        for (int frame = 0; frame < answers.size(); frame++) {
            if (answers.get(frame) == 0) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** Answers for each frame as it is told, and stops at the first that it refuses, as the native senders do. */
    private static final class RefusingQueue implements QueueIo {
        private final List<Integer> answers;
        private final boolean trains;
        private final List<Integer> taken = new ArrayList<>();

        RefusingQueue(List<Integer> answers, boolean trains) {
            this.answers = answers;
            this.trains = trains;
        }

        @Override
        public long receive(int fd, long slab, int dataStart, int dataEnd, int max) {
            return 0;
        }

        @Override
        public long send(int fd, long slab, int slabSize, long trainTable, int[] entries, int from, int to) {
            for (int i = from; i < to; i++) {
                int errno = answers.get(entries[i]);
                if (errno != 0) {
                    return (long) errno << 32 | (i - from);
                }
                taken.add(entries[i]);
            }
            return (long) to - from;
        }

        @Override
        public boolean takesTrains() {
            return trains;
        }

        @Override
        public boolean takesUdpTrains() {
            return trains;
        }
    }
}
