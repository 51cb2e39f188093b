package org.taplane.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VlanSetTest {
    @Property(tries = 200)
    void holdsExactlyItsVlans(@ForAll Set<@IntRange(min = 1, max = 4094) Integer> vlans) {
        VlanSet set = VlanSet.of(vlans.stream().mapToInt(Integer::intValue).toArray());

        assertThat(set.stream().boxed().collect(Collectors.toSet())).isEqualTo(vlans);
        assertThat(set.size()).isEqualTo(vlans.size());
        assertThat(set.isEmpty()).isEqualTo(vlans.isEmpty());
        long[] words = set.toLongs();
        assertThat(words).hasSize(64);
        for (int vlan = 0; vlan < 4096; vlan++) {
            assertThat(set.contains(vlan)).isEqualTo(vlans.contains(vlan));
            assertThat((words[vlan / 64] >>> vlan & 1) == 1).isEqualTo(vlans.contains(vlan));
        }
    }

    @Test
    void rangesIncludeBothEnds() {
        assertThat(VlanSet.range(20, 22)).isEqualTo(VlanSet.of(20, 21, 22)).hasSameHashCodeAs(VlanSet.of(22, 21, 20));
        assertThat(VlanSet.ALL.size()).isEqualTo(4094);
    }

    @Test
    void unionChangesNeitherSide() {
        VlanSet left = VlanSet.of(1);
        VlanSet right = VlanSet.of(2);

        assertThat(left.union(right)).isEqualTo(VlanSet.of(1, 2));
        assertThat(left).isEqualTo(VlanSet.of(1));
        assertThat(right).isEqualTo(VlanSet.of(2));
    }

    @Test
    void printsRanges() {
        assertThat(VlanSet.of(1, 10, 20, 21, 22)).hasToString("1,10,20-22");
        assertThat(VlanSet.ALL).hasToString("1-4094");
        assertThat(VlanSet.of()).hasToString("");
    }

    @Test
    void refusesReservedVlans() {
        assertThatIllegalArgumentException().isThrownBy(() -> VlanSet.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> VlanSet.range(1, 4095));
    }
}
