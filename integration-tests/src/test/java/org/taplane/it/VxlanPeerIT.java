package org.taplane.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** VXLAN over a veth underlay to a kernel host and to its like: IPv4 and IPv6, the underlay's offloads on and off. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VxlanPeerIT {
    private final Namespace near;
    private final Namespace far;

    VxlanPeerIT(OnDevice<VxlanPair> on) {
        near = on.world().near().station("near");
        far = on.world().far().station("far");
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.of(
                        OnDevice.all("IPv4, offloads on", device -> VxlanPair.start(device, Underlay.IPV4, true)),
                        OnDevice.all("IPv4, offloads off", device -> VxlanPair.start(device, Underlay.IPV4, false)),
                        OnDevice.all("IPv6, offloads on", device -> VxlanPair.start(device, Underlay.IPV6, true)),
                        OnDevice.all("IPv6, offloads off", device -> VxlanPair.start(device, Underlay.IPV6, false)),
                        OnDevice.taplane("both ends", device -> VxlanPair.start(device, device, Underlay.IPV4, true)),
                        behindHost("IPv4, behind the host, offloads on", Device.KERNEL, Underlay.IPV4, true),
                        behindHost("IPv4, behind the host, offloads off", Device.KERNEL, Underlay.IPV4, false),
                        behindHost("IPv6, behind the host, offloads on", Device.KERNEL, Underlay.IPV6, true),
                        behindHost("IPv6, behind the host, offloads off", Device.KERNEL, Underlay.IPV6, false),
                        behindHost("behind the host, to one with sockets", Device.TAPLANE_2, Underlay.IPV4, true))
                .flatMap(devices -> devices);
    }

    private static Stream<OnDevice<VxlanPair>> behindHost(
            String title, Device far, Underlay underlay, boolean offloads) {
        return OnDevice.taplane(title, near -> VxlanPair.startBehindHost(near, far, underlay, offloads));
    }

    @BeforeEach
    void awaitLink() {
        Ping.awaitAnswer(near, VxlanPair.FAR);
        Ping.awaitAnswer(near, VxlanPair.FAR6);
    }

    @Test
    void everyPingIsAnswered() {
        for (int bytes : new int[] {56, 1600, 3200}) {
            Ping.allAnswered(near, VxlanPair.FAR, bytes);
            Ping.allAnswered(far, VxlanPair.NEAR6, bytes);
        }
    }

    @Test
    void tcpArrivesIntactBothWays() {
        for (int bytes : new int[] {60_000, 16 << 20}) {
            Transfer.tcp(near, far, VxlanPair.FAR, bytes);
            Transfer.tcp(far, near, VxlanPair.NEAR, bytes);
            Transfer.tcp(near, far, VxlanPair.FAR6, bytes);
            Transfer.tcp(far, near, VxlanPair.NEAR6, bytes);
        }
    }

    @Test
    void udpArrivesIntactBothWays() {
        for (int bytes : new int[] {600, 8_000}) {
            Transfer.udp(near, far, VxlanPair.FAR, bytes, 20);
            Transfer.udp(far, near, VxlanPair.NEAR, bytes, 20);
            Transfer.udp(near, far, VxlanPair.FAR6, bytes, 20);
            Transfer.udp(far, near, VxlanPair.NEAR6, bytes, 20);
        }
    }
}
