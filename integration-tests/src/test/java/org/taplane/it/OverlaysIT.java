package org.taplane.it;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.StationPair.Far;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Speed;
import org.taplane.it.kit.Transfer;

/** Stations that run a VXLAN overlay of their own over the switch, with all their offloads on. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class OverlaysIT {
    private static final long BYTES = 20L << 20;

    private final String device;
    private final Namespace a;
    private final Namespace b;

    OverlaysIT(OnDevice<StationPair> on) {
        device = on.toString();
        a = on.world().a();
        b = on.world().b();
    }

    static Stream<OnDevice<StationPair>> devices() {
        return Arrays.stream(Far.values()).flatMap(far -> OnDevice.all(far.name(), device -> start(device, far)));
    }

    private static StationPair start(Device device, Far far) {
        StationPair stations = StationPair.start(device, far);
        Arrays.stream(Overlay.values()).forEach(overlay -> overlay.join(stations));
        return stations;
    }

    @ParameterizedTest
    @EnumSource
    void tcpInsideArrivesIntactBothWays(Overlay overlay) {
        Ping.awaitAnswer(a, overlay.b());
        Ping.awaitAnswer(a, overlay.b6());
        transfer(overlay, a, b, overlay.b());
        transfer(overlay, b, a, overlay.a());
        transfer(overlay, a, b, overlay.b6());
        transfer(overlay, b, a, overlay.a6());
    }

    private void transfer(Overlay overlay, Namespace from, Namespace to, String address) {
        Speed.print(
                "%s, %s to %s".formatted(device, overlay, address),
                BYTES,
                () -> Transfer.tcp(from, to, address, BYTES));
    }
}
