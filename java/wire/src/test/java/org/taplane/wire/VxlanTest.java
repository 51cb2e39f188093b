package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class VxlanTest {
    /** pcap4j has no VXLAN: bytes as a Linux vxlan device sends them. */
    @Example
    void readsTheHeaderOfALinuxSender() {
        Slab slab = header("0800000000002a00");

        assertThat(Vxlan.hasVni(slab, 0)).isTrue();
        assertThat(Vxlan.vni(slab, 0)).isEqualTo(42);
        assertThat(Vxlan.hasReservedBits(slab, 0)).isFalse();
    }

    @Example
    void seesEveryReservedBit() {
        long allowed = 0x0800_0000_ffff_ff00L;
        for (int bit = 0; bit < 64; bit++) {
            Slab slab = Slab.allocate(Vxlan.HEADER);
            slab.putU64(0, 1L << bit);
            assertThat(Vxlan.hasReservedBits(slab, 0)).isEqualTo((allowed >>> bit & 1) == 0);
            assertThat(Vxlan.hasVni(slab, 0)).isEqualTo(bit == 59);
        }
    }

    @Property
    void readsWhatItWrote(@ForAll @IntRange(max = Vxlan.VNI_MAX) int vni) {
        Slab slab = header("ffffffffffffffff");
        Vxlan.write(slab, 0, vni);

        assertThat(HexFormat.of().formatHex(slab.bytes(0, Vxlan.HEADER))).isEqualTo("08000000%06x00".formatted(vni));
        assertThat(Vxlan.vni(slab, 0)).isEqualTo(vni);
    }

    private static Slab header(String hex) {
        return Slab.copyOf(HexFormat.of().parseHex(hex));
    }
}
