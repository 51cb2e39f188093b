package org.taplane.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VlanSetTest {
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
