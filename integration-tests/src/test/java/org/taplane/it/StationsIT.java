package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Lan;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;
import org.taplane.it.kit.Web;

/** Two stations on one bridge, offloads on: what a user does first. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class StationsIT {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";

    private final Namespace a;
    private final Namespace b;

    StationsIT(OnDevice<Lan> on) {
        a = on.world().station("a");
        b = on.world().station("b");
    }

    static Stream<OnDevice<Lan>> devices() {
        return Stream.of(
                        OnDevice.all("MTU 1500", device -> start(device, 1_500)),
                        OnDevice.all("MTU 65521", device -> start(device, 65_521)),
                        OnDevice.uring("MTU 1500", device -> start(device, 1_500)),
                        OnDevice.uring("MTU 65521", device -> start(device, 65_521)))
                .flatMap(Function.identity());
    }

    private static Lan start(Device device, int mtu) {
        Station a = Station.named("a").address(A + "/24").address(A6 + "/64").mtu(mtu);
        Station b = Station.named("b").address(B + "/24").address(B6 + "/64").mtu(mtu);
        return Lan.start(device, spec -> spec.station(a).station(b));
    }

    @BeforeEach
    void awaitLink() {
        Ping.awaitAnswer(a, B);
        Ping.awaitAnswer(a, B6);
    }

    @Test
    void everyPingIsAnswered() {
        for (int bytes : new int[] {56, 1600, 3200, 60_000}) {
            Ping.allAnswered(a, B, bytes);
            Ping.allAnswered(a, B6, bytes);
        }
    }

    @Test
    void aWebPageArrives() {
        String page = "<p>taplane</p>".repeat(10_000);
        assertThat(Web.get(a, b, B, page.getBytes(StandardCharsets.UTF_8))).isEqualTo(page);
        assertThat(Web.get(b, a, A6, page.getBytes(StandardCharsets.UTF_8))).isEqualTo(page);
    }

    @Test
    void tcpArrivesIntactBothWays() {
        Transfer.tcp(a, b, B, 64 << 20);
        Transfer.tcp(b, a, A, 64 << 20);
        Transfer.tcp(a, b, B6, 64 << 20);
        Transfer.tcp(b, a, A6, 64 << 20);
    }

    @Test
    void udpArrivesIntact() {
        Transfer.udp(a, b, B, 600, 50);
        Transfer.udp(a, b, B6, 20_000, 50);
    }
}
