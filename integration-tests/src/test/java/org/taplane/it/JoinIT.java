package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** A TCP stream that its sender had to cut into segments of one MTU reaches a station in larger frames. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class JoinIT {
    private static final int BYTES = 16 << 20;

    private final Namespace near;
    private final Namespace far;

    JoinIT(OnDevice<VxlanPair> on) {
        near = on.world().near().station("near");
        far = on.world().far().station("far");
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.concat(
                OnDevice.taplane("IPv4", device -> VxlanPair.start(device, Underlay.IPV4, false)),
                OnDevice.taplane("IPv6", device -> VxlanPair.start(device, Underlay.IPV6, false)));
    }

    @Test
    void ipv4StreamArrivesJoined() {
        Ping.awaitAnswer(near, VxlanPair.FAR);
        assertJoined(VxlanPair.NEAR);
    }

    @Test
    void ipv6StreamArrivesJoined() {
        Ping.awaitAnswer(near, VxlanPair.FAR6);
        assertJoined(VxlanPair.NEAR6);
    }

    /** Twice the MTU on average, acknowledgements and the like included: on an idle machine it is ten times and more. */
    private void assertJoined(String address) {
        InterfaceCounters before = InterfaceCounters.of(near, "near");
        Transfer.tcp(far, near, address, BYTES);
        InterfaceCounters received = InterfaceCounters.of(near, "near").since(before);

        assertThat(received.bytes()).isGreaterThan(BYTES);
        assertThat(received.bytesEach()).isGreaterThan(2L * Underlay.IPV4.innerMtu());
    }
}
