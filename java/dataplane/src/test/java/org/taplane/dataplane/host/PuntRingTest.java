package org.taplane.dataplane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.dataplane.frame.Burst;

/** Frames that wait for the control thread. */
final class PuntRingTest {
    static final int CAPACITY = 1 << 10;

    private final Burst burst = Burst.allocate(4096);
    private int wakeups;
    private final PuntRing ring = new PuntRing(CAPACITY, () -> wakeups++);

    /** Against a queue: what is accepted comes out once, whole and in order, and what fits an empty ring is accepted. */
    @Property(tries = 300)
    void itIsAQueue(@ForAll @Size(max = 200) List<@IntRange(min = -400, max = CAPACITY) Integer> lengths) {
        PuntRing tried = new PuntRing(CAPACITY, () -> {});
        Queue<String> model = new ArrayDeque<>();
        for (int length : lengths) {
            if (length < 0) {
                tried.drain((why, slot, vid, slab, at, bytes) -> assertThat(
                                slot + "/" + vid + "/" + Arrays.toString(slab.bytes(at, bytes)))
                        .isEqualTo(model.remove()));
                assertThat(model).isEmpty();
            } else {
                write(length);
                boolean accepted = tried.offer(PuntReason.LLDP, burst, 0);
                if (accepted) {
                    model.add("7/10/" + Arrays.toString(burst.slab().bytes(burst.start(0), length)));
                }
                assertThat(accepted || !model.isEmpty() || length > CAPACITY / 2 - 16)
                        .isTrue();
            }
        }
    }

    @Test
    void itIsBoundedAndRefusesWhatDoesNotFit() {
        write(60);
        int accepted = 0;
        while (ring.offer(PuntReason.LLDP, burst, 0)) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(CAPACITY / 80);
        assertThat(drained()).hasSize(accepted);
        assertThat(ring.offer(PuntReason.LLDP, burst, 0)).isTrue();
    }

    @Test
    void theOtherThreadIsWokenOnceUntilItLooks() {
        write(60);
        ring.offer(PuntReason.LLDP, burst, 0);
        ring.offer(PuntReason.LLDP, burst, 0);
        assertThat(wakeups).isEqualTo(1);
        assertThat(drained()).hasSize(2);
        ring.offer(PuntReason.LLDP, burst, 0);
        assertThat(wakeups).isEqualTo(2);
    }

    @Test
    void aVisitorThatThrowsLosesOneFrame() {
        write(60);
        ring.offer(PuntReason.LLDP, burst, 0);
        ring.offer(PuntReason.LLDP, burst, 0);
        assertThatThrownBy(() -> ring.drain((why, slot, vid, slab, at, length) -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(drained()).hasSize(1);
    }

    @Test
    void aSizeThatIsNoPowerOfTwoIsRefused() {
        assertThatThrownBy(() -> new PuntRing(1000, () -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    /** No frame and no wake-up is lost between two threads. */
    @Test
    @Timeout(60)
    void oneThreadOffersAndAnotherDrains() throws InterruptedException {
        int frames = 200_000;
        Semaphore bell = new Semaphore(0);
        PuntRing shared = new PuntRing(CAPACITY, bell::release);
        Thread shard = Thread.ofPlatform().start(() -> {
            for (int number = 0; number < frames; number++) {
                write(60 + number % 100);
                burst.slab().putU32(burst.start(0), number);
                while (!shared.offer(PuntReason.LLDP, burst, 0)) {
                    Thread.onSpinWait();
                }
            }
        });
        List<Long> order = new ArrayList<>();
        while (order.size() < frames) {
            assertThat(bell.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            shared.drain((why, slot, vid, slab, at, length) -> {
                order.add(slab.u32(at));
                assertThat(length).isEqualTo(60 + (int) (slab.u32(at) % 100));
            });
        }
        shard.join();
        for (int number = 0; number < frames; number++) {
            assertThat(order.get(number)).isEqualTo(number);
        }
    }

    private void write(int length) {
        int start = Burst.dataOffset() + Burst.HEADROOM;
        burst.set(0, start, length);
        burst.vid(0, 10);
        burst.select(1, 7);
        for (int i = 0; i < length; i++) {
            burst.slab().putU8(start + i, length + 7 * i);
        }
    }

    private List<Integer> drained() {
        List<Integer> lengths = new ArrayList<>();
        ring.drain((why, slot, vid, slab, at, length) -> lengths.add(length));
        return lengths;
    }
}
