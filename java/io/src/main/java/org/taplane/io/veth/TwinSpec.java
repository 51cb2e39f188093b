package org.taplane.io.veth;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.dataplane.port.Mtu;
import org.taplane.io.fastpath.FastPath;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.tap.TapSpec;

/**
 * The TAP device that is the twin of a pair's end.
 *
 * @param index its number backstage, where the fast path knows it by that
 * @param steering which of its queues a frame comes by
 */
public record TwinSpec(FastPath path, int index, FlowSteering steering) {
    /** No port has a name with this letter, so that no pair's end is in the way. */
    private static final String NAME = "twin\u00b7";

    /** Whatever the pair's MTU is, and becomes, the twin never says no. */
    TapSpec device(VethSpec pair) {
        return new TapSpec(
                        NAME + index,
                        pair.backstage(),
                        pair.queues(),
                        steering,
                        OptionalInt.of(Mtu.MAX),
                        OptionalLong.empty(),
                        List.of())
                .withIndex(index);
    }
}
