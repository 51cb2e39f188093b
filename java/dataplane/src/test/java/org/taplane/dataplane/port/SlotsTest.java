package org.taplane.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SlotsTest {
    @Property(tries = 200)
    void noSlotIsHandedOutTwice(@ForAll List<Boolean> steps) {
        Slots slots = new Slots(Integer.MAX_VALUE - 1);
        Set<Integer> taken = new HashSet<>();
        Deque<Integer> order = new ArrayDeque<>();
        for (boolean take : steps) {
            if (take) {
                int slot = slots.take();
                assertThat(taken.add(slot)).isTrue();
                order.add(slot);
            } else if (!order.isEmpty()) {
                taken.remove(order.peek());
                slots.release(order.remove());
            }
        }
    }

    @Test
    void thereIsAnEnd() {
        Slots slots = new Slots(1);
        assertThat(slots.take()).isZero();
        assertThat(slots.take()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(slots::take).withMessageContaining("2 ports");
        slots.release(0);
        assertThat(slots.take()).isZero();
    }

    @Test
    void onlyWhatIsTakenIsReleased() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Slots(3).release(2));
    }
}
