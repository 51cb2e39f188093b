package org.taplane.dataplane.bridge;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every port mode against every other, with every VLAN ID, every priority, and no tag at all. */
class VlanModesTest {
    private static final long SOURCE = 0x02_00_00_00_00_0aL;
    private static final int UNTAGGED = -1;

    private static final List<Mode> MODES = List.of(
            new Mode("access 10", VlanMembership.access(10), 10, false, Set.of()),
            new Mode("access 4094", VlanMembership.access(4094), 4094, false, Set.of()),
            new Mode("trunk list", VlanMembership.trunk(IntStream.of(10, 20, 30)), 0, true, Set.of(10, 20, 30)),
            new Mode("trunk native", VlanMembership.trunk(IntStream.of(10, 20), 1), 1, true, Set.of(10, 20, 1)),
            new Mode("native listed", VlanMembership.trunk(IntStream.of(10, 20), 10), 10, true, Set.of(10, 20)),
            new Mode(
                    "trunk all",
                    VlanMembership.trunk(all()),
                    0,
                    true,
                    all().boxed().collect(toSet())),
            new Mode(
                    "all native",
                    VlanMembership.trunk(all(), 1),
                    1,
                    true,
                    all().boxed().collect(toSet())));

    private static IntStream all() {
        return IntStream.rangeClosed(1, 4094);
    }

    /** A mode and, written down independently of the bridge, what a network engineer expects of it. */
    record Mode(
            String name, VlanMembership membership, int untaggedVlan, boolean takesTagged, Set<Integer> taggedVlans) {
        /** VLAN that a frame with this VLAN ID belongs to, if it may come in. */
        OptionalInt admits(int vid) {
            if (vid == UNTAGGED || vid == 0) {
                return untaggedVlan == 0 ? OptionalInt.empty() : OptionalInt.of(untaggedVlan);
            }
            return takesTagged && taggedVlans.contains(vid) ? OptionalInt.of(vid) : OptionalInt.empty();
        }

        /** Whether the VLAN goes out; {@link #sendsUntagged} says how. */
        boolean sends(int vlan) {
            return vlan == untaggedVlan || taggedVlans.contains(vlan);
        }

        boolean sendsUntagged(int vlan) {
            return vlan == untaggedVlan;
        }
    }

    static Stream<Arguments> pairs() {
        return MODES.stream().flatMap(in -> MODES.stream().map(out -> Arguments.of(in, out)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyVlanIdGoesWhereItShould(Mode in, Mode out) {
        BridgeFixture bridge = new BridgeFixture(in.membership, out.membership);
        for (int vid = UNTAGGED; vid < 4096; vid++) {
            int tci = vid == UNTAGGED ? 0 : (vid & 7) << 13 | (vid & 1) << 12 | vid;
            bridge.receive(0, frame(vid, tci));
            List<String> sent = bridge.sent(1).stream().map(SentFrame::hex).toList();
            if (!sent.equals(expected(in, out, vid, tci))) {
                fail("VID %d from %s to %s: sent %s", vid, in.name(), out.name(), sent);
            }
        }
        assertThat(bridge.counters(0).rxDrops() + bridge.counters(1).txFrames()).isEqualTo(4097);
    }

    private static byte[] frame(int vid, int tci) {
        return vid == UNTAGGED ? Frames.plain(Frames.BROADCAST, SOURCE) : Frames.tagged(Frames.BROADCAST, SOURCE, tci);
    }

    private static List<String> expected(Mode in, Mode out, int vid, int tci) {
        OptionalInt vlan = in.admits(vid);
        if (vlan.isEmpty() || !out.sends(vlan.getAsInt())) {
            return List.of();
        }
        int priority = tci & 0xf000;
        byte[] frame = out.sendsUntagged(vlan.getAsInt())
                ? Frames.plain(Frames.BROADCAST, SOURCE)
                : Frames.tagged(Frames.BROADCAST, SOURCE, priority | vlan.getAsInt());
        return List.of(HexFormat.of().formatHex(frame));
    }
}
