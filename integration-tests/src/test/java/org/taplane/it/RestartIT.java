package org.taplane.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** Killed without a chance to clean up and started again: forwarding resumes without help. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class RestartIT {
    private final VxlanPair pair;
    private final Namespace near;
    private final Namespace far;

    RestartIT(OnDevice<VxlanPair> on) {
        pair = on.world();
        near = pair.near().station("near");
        far = pair.far().station("far");
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.concat(
                OnDevice.taplane("by sockets", device -> VxlanPair.start(device, Underlay.IPV4, true)),
                OnDevice.taplane(
                        "behind the host",
                        device -> VxlanPair.startBehindHost(device, Device.KERNEL, Underlay.IPV4, true)));
    }

    @Test
    void forwardingResumesAfterAKill() {
        Ping.awaitAnswer(near, VxlanPair.FAR);
        pair.near().killAndRestart();
        Ping.awaitAnswer(near, VxlanPair.FAR);
        Ping.awaitAnswer(far, VxlanPair.NEAR);
        Transfer.tcp(near, far, VxlanPair.FAR, 1 << 20);
        Transfer.tcp(far, near, VxlanPair.NEAR, 1 << 20);
    }
}
