package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;

/** What a neighbour's tunnel sends as one bundle of datagrams passes the underlay device as one, too. */
@KernelTest
final class BundlesIT {
    private static final int SIZE = 1400;

    @ParameterizedTest
    @EnumSource(Underlay.class)
    void aBundlePassesTheUnderlayDeviceWhole(Underlay underlay) throws IOException {
        try (VxlanPair pair = VxlanPair.startBehindHost(Device.TAPLANE_2, Device.TAPLANE_1, underlay, true)) {
            Namespace near = pair.near().station("near");
            Ping.awaitAnswer(near, VxlanPair.FAR);
            InterfaceCounters before = InterfaceCounters.ofSent(pair.near().at(), "vx");
            Volley.exchange(pair.far().station("far"), near, VxlanPair.NEAR, SIZE);
            InterfaceCounters passed =
                    InterfaceCounters.ofSent(pair.near().at(), "vx").since(before);

            assertThat(passed.bytesEach()).isGreaterThan(10 * SIZE);
        }
    }
}
