package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.StationPair.Far;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.GsoLimit;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Speed;
import org.taplane.it.kit.Transfer;

/** A station whose device may be given TCP frames of more than 64 KiB (BIG TCP). */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class BigTcpIT {
    private static final int LIMIT = 180_000;
    private static final long BYTES = 100L << 20;

    private final String device;
    private final Namespace a;
    private final Namespace b;

    BigTcpIT(OnDevice<StationPair> on) {
        device = on.toString();
        a = on.world().a();
        b = on.world().b();
    }

    static Stream<OnDevice<StationPair>> devices() {
        return Arrays.stream(Far.values()).flatMap(far -> OnDevice.all(far.name(), device -> start(device, far)));
    }

    private static StationPair start(Device device, Far far) {
        StationPair stations = StationPair.start(device, far);
        GsoLimit.set(stations.a(), "eth", LIMIT);
        return stations;
    }

    @BeforeEach
    void awaitLink() {
        Ping.awaitAnswer(a, StationPair.B);
        Ping.awaitAnswer(a, StationPair.B6);
    }

    @ParameterizedTest
    @ValueSource(strings = {StationPair.B, StationPair.B6})
    void tcpArrivesIntact(String address) {
        InterfaceCounters before = InterfaceCounters.ofSent(a, "eth");
        Speed.print("%s to %s".formatted(device, address), BYTES, () -> Transfer.tcp(a, b, address, BYTES));

        assertThat(InterfaceCounters.ofSent(a, "eth").since(before).bytesEach()).isGreaterThan(0xffff);
    }
}
