package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;

/** What {@code learning: false} means for a tunnel, whatever its underlay: frames pass, no station behind it is noted. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class TunnelLearningIT {
    private final VxlanPair pair;

    TunnelLearningIT(OnDevice<VxlanPair> on) {
        pair = on.world();
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.concat(
                OnDevice.taplane("socket", device -> VxlanPair.start(device, Underlay.IPV4, true)),
                OnDevice.taplane(
                        "tap", device -> VxlanPair.startBehindHost(device, Device.KERNEL, Underlay.IPV4, true)));
    }

    @Test
    void stationsBehindATunnelThatDoesNotLearnStayUnknown() {
        Daemon daemon = pair.near().daemon();
        Ping.awaitAnswer(pair.near().station("near"), VxlanPair.FAR);
        assertThat(stationsBehindTheTunnel(daemon)).isPositive();

        daemon.command("port", "set", "vx", "learning=false").succeeded();
        daemon.command("fdb", "flush", "--port", "vx").succeeded();

        Ping.awaitAnswer(pair.near().station("near"), VxlanPair.FAR);
        Ping.awaitAnswer(pair.far().station("far"), VxlanPair.NEAR);
        assertThat(stationsBehindTheTunnel(daemon)).isZero();
    }

    private static long stationsBehindTheTunnel(Daemon daemon) {
        return StreamSupport.stream(daemon.show("fdb").spliterator(), false)
                .filter(TunnelLearningIT::isBehindTheTunnel)
                .count();
    }

    private static boolean isBehindTheTunnel(JsonNode entry) {
        return entry.path("port").asText().equals("vx");
    }
}
