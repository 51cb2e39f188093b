package org.taplane.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VlanConfigTest {
    @Test
    void accessCarriesOneVlanUntagged() {
        VlanConfig access = new VlanConfig.Access(10);

        assertThat(access.members()).isEqualTo(VlanSet.of(10));
        assertThat(access.pvid()).hasValue(10);
        assertThat(access.carries(10)).isTrue();
        assertThat(access.carries(1)).isFalse();
    }

    @Test
    void trunkCarriesItsVlansTagged() {
        VlanConfig trunk = new VlanConfig.Trunk(VlanSet.range(20, 29), OptionalInt.empty());

        assertThat(trunk.members()).isEqualTo(VlanSet.range(20, 29));
        assertThat(trunk.pvid()).isEmpty();
    }

    @Test
    void nativeVlanIsCarriedBesideTheListedOnes() {
        VlanConfig trunk = new VlanConfig.Trunk(VlanSet.of(10), OptionalInt.of(1));

        assertThat(trunk.members()).isEqualTo(VlanSet.of(1, 10));
        assertThat(trunk.pvid()).hasValue(1);
    }
}
