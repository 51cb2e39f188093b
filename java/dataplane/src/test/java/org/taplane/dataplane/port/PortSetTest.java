package org.taplane.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Against {@code java.util}'s sets. */
final class PortSetTest {
    private static PortSet of(Set<Integer> slots) {
        BitSet bits = new BitSet();
        slots.forEach(bits::set);
        return PortSet.of(bits);
    }

    @Property(tries = 300)
    void aSetHasWhatItWasMadeOf(
            @ForAll Set<@IntRange(max = 300) Integer> slots, @ForAll @IntRange(max = 400) int asked) {
        PortSet set = of(slots);

        assertThat(set.contains(asked)).isEqualTo(slots.contains(asked));
        assertThat(set.isEmpty()).isEqualTo(slots.isEmpty());
        int counted = 0;
        for (int word = set.firstWord(); word < set.endWord(); word++) {
            counted += Long.bitCount(set.word(word));
        }
        assertThat(counted).isEqualTo(slots.size());
        assertThat(set.word(set.endWord())).isZero();
    }

    @Property(tries = 300)
    void changesMakeNewSets(
            @ForAll Set<@IntRange(max = 300) Integer> slots,
            @ForAll Set<@IntRange(max = 300) Integer> others,
            @ForAll @IntRange(max = 300) int slot) {
        PortSet set = of(slots);

        assertThat(set.with(slot).contains(slot)).isTrue();
        assertThat(set.without(slot).contains(slot)).isFalse();
        assertThat(set).isEqualTo(of(slots));
        slots.add(slot);
        assertThat(set.with(slot)).isEqualTo(of(slots)).hasSameHashCodeAs(of(slots));
        slots.remove(slot);
        assertThat(set.without(slot)).isEqualTo(of(slots));
        slots.addAll(others);
        assertThat(set.without(slot).with(of(others))).isEqualTo(of(slots));
    }
}
