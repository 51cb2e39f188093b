package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;

/**
 * Datagrams that their sender handed over at once reach a reader who takes them one by one: each as long as it was, in
 * order. On the way they may have been cut, coalesced by the endpoint's socket and joined again.
 */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class DatagramsIT {
    private final Namespace near;
    private final Namespace far;

    DatagramsIT(OnDevice<VxlanPair> on) {
        near = on.world().near().station("near");
        far = on.world().far().station("far");
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.of(
                        OnDevice.taplane("kernel, uncut", device -> VxlanPair.start(device, Underlay.IPV4, true)),
                        OnDevice.taplane("kernel, cut", device -> VxlanPair.start(device, Underlay.IPV4, false)),
                        OnDevice.taplane("its like", device -> VxlanPair.start(device, device, Underlay.IPV4, true)),
                        behindHost("kernel, behind the host", Device.KERNEL),
                        behindHost("its like, behind the host", Device.TAPLANE_1))
                .flatMap(devices -> devices);
    }

    private static Stream<OnDevice<VxlanPair>> behindHost(String title, Device far) {
        return OnDevice.taplane(title, near -> VxlanPair.startBehindHost(near, far, Underlay.IPV4, true));
    }

    @BeforeEach
    void awaitLink() {
        Ping.awaitAnswer(near, VxlanPair.FAR);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 100, 499, 1400})
    void boundariesAndOrderStay(int size) throws IOException {
        Volley.exchange(far, near, VxlanPair.NEAR, size);
        Volley.exchange(near, far, VxlanPair.FAR, size);
    }

    /** Twice the MTU on average: one by one they would be half of it. */
    @ParameterizedTest
    @ValueSource(ints = {700, 1400})
    void theyArriveJoined(int size) throws IOException {
        InterfaceCounters before = InterfaceCounters.of(near, "near");
        Volley.exchange(far, near, VxlanPair.NEAR, size);
        InterfaceCounters received = InterfaceCounters.of(near, "near").since(before);

        assertThat(received.bytesEach()).isGreaterThan(2L * Underlay.IPV4.innerMtu());
    }
}
