package org.taplane.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class VlanSetPropertyTest {
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
}
