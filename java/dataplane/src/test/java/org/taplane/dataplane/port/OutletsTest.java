package org.taplane.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;

/** A fault loses the frames that it is about, is counted once, and leaves nothing for the next burst. */
final class OutletsTest {
    private static final int INGRESS = 1;
    private static final int BAD = 70;
    private static final int GOOD = 200;

    private final Burst burst = Burst.allocate(1 << 16);
    private final Map<Integer, TestPort> ports = new HashMap<>();
    private final PortTable table = new PortTable();
    private final List<Integer> faults = new ArrayList<>();
    private final Outlets outlets = new Outlets(table, (slot, fault) -> faults.add(slot));

    /** Sends so many frames and then fails, if it is to. */
    private static final class TestPort implements Port {
        final PortCounters counters = new PortCounters();
        final List<Integer> sent = new ArrayList<>();
        Throwable fault = new Error("none");
        int before = Integer.MAX_VALUE;

        @Override
        public void transmit(Burst burst, FrameList frames) {
            for (int i = 0; i < frames.size(); i++) {
                if (i >= before) {
                    raise();
                }
                sent.add(frames.get(i));
                counters.sent(1, 60);
            }
        }

        private void raise() {
            switch (fault) {
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new AssertionError(fault);
            }
        }

        @Override
        public PortCounters counters() {
            return counters;
        }
    }

    @BeforeEach
    void open() {
        for (int slot : new int[] {INGRESS, BAD, GOOD}) {
            ports.put(slot, new TestPort());
            table.put(slot, port(slot));
        }
        burst.select(0b111, INGRESS);
    }

    private TestPort port(int slot) {
        return Objects.requireNonNull(ports.get(slot));
    }

    private static void leaveAll(
            Burst burst, long frames, String plan, int slot, PortCounters counters, FrameList leaving) {
        for (long left = frames; left != 0; left &= left - 1) {
            leaving.add(Long.numberOfTrailingZeros(left));
        }
    }

    private void send() {
        outlets.send(burst, "plan", OutletsTest::leaveAll);
    }

    private void addAll(int slot) {
        outlets.add(0b111, slot);
    }

    @Test
    void everyPortGetsItsFramesInOrder() {
        outlets.add(1L << 0, GOOD);
        outlets.add(1L << 1, BAD);
        outlets.add(1L << 2, GOOD);
        send();

        assertThat(port(GOOD).sent).containsExactly(0, 2);
        assertThat(port(BAD).sent).containsExactly(1);
    }

    @Test
    void anErrorOfOnePortIsCountedOnceAndStopsNoOther() {
        port(BAD).fault = new StackOverflowError("for the test");
        port(BAD).before = 1;
        addAll(BAD);
        addAll(GOOD);
        send();

        assertThat(port(GOOD).sent).containsExactly(0, 1, 2);
        assertThat(port(BAD).counters.txFrames()).isEqualTo(1);
        assertThat(port(BAD).counters.drops(DropReason.INTERNAL)).isEqualTo(2);
        assertThat(faults).containsExactly(BAD);
    }

    @Test
    void aFaultLeavesNothingForTheNextBurst() {
        port(BAD).before = 0;
        addAll(BAD);
        send();
        port(BAD).before = Integer.MAX_VALUE;
        outlets.add(1L << 1, BAD);
        send();

        assertThat(port(BAD).sent).containsExactly(1);
        assertThat(port(BAD).counters.drops(DropReason.INTERNAL)).isEqualTo(3);
    }

    @Test
    void aFaultInPreparingIsThePortsOwn() {
        addAll(BAD);
        addAll(GOOD);
        outlets.send(burst, "plan", (sent, frames, plan, slot, counters, leaving) -> {
            if (slot == BAD) {
                throw new IllegalStateException(plan);
            }
            leaveAll(sent, frames, plan, slot, counters, leaving);
        });

        assertThat(port(BAD).counters.drops(DropReason.INTERNAL)).isEqualTo(3);
        assertThat(port(GOOD).sent).hasSize(3);
    }

    @Test
    void aLostFrameLeavesByNoPortAndIsCountedOnceWhereItCameIn() {
        addAll(BAD);
        addAll(GOOD);
        outlets.lose(burst, 1L << 1, new OutOfMemoryError("for the test"));
        send();

        assertThat(port(BAD).sent).containsExactly(0, 2);
        assertThat(port(GOOD).sent).containsExactly(0, 2);
        assertThat(port(INGRESS).counters.drops(DropReason.INTERNAL)).isEqualTo(1);
        assertThat(faults).containsExactly(INGRESS);
    }

    @Test
    void whoIsToldOfFaultsMayFailAsWell() {
        Outlets telling = new Outlets(table, (slot, fault) -> {
            throw new IllegalStateException(fault);
        });
        port(BAD).before = 0;
        telling.add(1L << 0, BAD);
        telling.add(1L << 1, GOOD);
        assertThatIllegalStateException().isThrownBy(() -> telling.send(burst, "plan", OutletsTest::leaveAll));
        port(BAD).before = Integer.MAX_VALUE;
        telling.add(1L << 2, BAD);
        telling.send(burst, "plan", OutletsTest::leaveAll);

        assertThat(port(GOOD).sent).isEmpty();
        assertThat(port(BAD).sent).containsExactly(2);
    }

    @Test
    void aSlotWithoutAPortTakesNothing() {
        assertThatThrownBy(() -> outlets.add(1L << 0, 5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> outlets.add(1L << 0, 5000)).isInstanceOf(RuntimeException.class);
        table.remove(BAD);
        assertThatThrownBy(() -> outlets.add(1L << 0, BAD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyPortsAtOnce() {
        for (int slot = 300; slot < 500; slot++) {
            ports.put(slot, new TestPort());
            table.put(slot, port(slot));
            outlets.add(1L << slot % 3, slot);
        }
        send();

        for (int slot = 300; slot < 500; slot++) {
            assertThat(port(slot).sent).containsExactly(slot % 3);
        }
    }
}
