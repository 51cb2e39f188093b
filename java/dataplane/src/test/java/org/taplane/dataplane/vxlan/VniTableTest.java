package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.tunnel.VniMap;

class VniTableTest {
    @Test
    void aVniLeadsToItsPortAndVlan() {
        VniTable table = new VniTable(List.of(VniMap.single(42), VniMap.byVlan(Map.of(10, 10010, 20, 10020))));

        assertThat(table.port(table.find(42))).isZero();
        assertThat(table.vlan(table.find(42))).isZero();
        assertThat(table.port(table.find(10020))).isEqualTo(1);
        assertThat(table.vlan(table.find(10020))).isEqualTo(20);
        assertThat(table.find(10)).isEqualTo(VniTable.ABSENT);
        assertThat(table.find(0)).isEqualTo(VniTable.ABSENT);
    }

    @Test
    void theLowestAndTheHighestVniAreVnis() {
        VniTable table = new VniTable(List.of(VniMap.single(0), VniMap.single(VniMap.MAX_VNI)));

        assertThat(table.port(table.find(0))).isZero();
        assertThat(table.port(table.find(VniMap.MAX_VNI))).isEqualTo(1);
    }

    @Test
    void oneVniForTwoPortsIsRefused() {
        assertThatThrownBy(() -> new VniTable(List.of(VniMap.single(42), VniMap.byVlan(Map.of(1, 42)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMapRefusesWhatIsOutOfRangeOrTwice() {
        for (Map<Integer, Integer> bad : List.of(
                Map.of(0, 1), Map.of(4095, 1), Map.of(1, -1), Map.of(1, VniMap.MAX_VNI + 1), Map.of(1, 7, 2, 7))) {
            assertThatThrownBy(() -> VniMap.byVlan(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> VniMap.single(VniMap.MAX_VNI + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVlanWithoutAVniHasNone() {
        VniMap map = VniMap.byVlan(Map.of(10, 0));

        assertThat(map.vni(10)).isZero();
        assertThat(map.vni(11)).isNegative();
        assertThat(VniMap.single(7).vni(4094)).isEqualTo(7);
    }

    @Property
    void findsAllVnisAndNoOther(
            @ForAll Map<@IntRange(min = 1, max = 4094) Integer, @IntRange(max = 300) Integer> vlans) {
        Map<Integer, Integer> vlanOfVni = new HashMap<>();
        vlans.forEach((vlan, vni) -> vlanOfVni.putIfAbsent(vni, vlan));
        Map<Integer, Integer> unique = new HashMap<>();
        vlanOfVni.forEach((vni, vlan) -> unique.put(vlan, vni));
        VniTable table = new VniTable(List.of(VniMap.byVlan(unique)));
        for (int vni = 0; vni <= 300; vni++) {
            int entry = table.find(vni);
            assertThat(entry != VniTable.ABSENT).isEqualTo(vlanOfVni.containsKey(vni));
            if (entry != VniTable.ABSENT) {
                assertThat(table.vlan(entry)).isEqualTo(vlanOfVni.get(vni));
            }
        }
    }
}
