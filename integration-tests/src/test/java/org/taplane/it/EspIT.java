package org.taplane.it;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.StationPair.Far;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Ike;
import org.taplane.it.kit.Ike.End;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Speed;
import org.taplane.it.kit.Transfer;
import org.taplane.it.kit.World;

/** Stations with an IPsec tunnel between them, ESP in UDP, over the switch. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class EspIT {
    private static final long BYTES = 20L << 20;
    private static final String INSIDE_A = "10.2.1.1";
    private static final String INSIDE_B = "10.2.2.1";

    private final String device;
    private final StationPair stations;

    EspIT(OnDevice<Tunnelled> on) {
        device = on.toString();
        stations = on.world().stations();
    }

    static Stream<OnDevice<Tunnelled>> devices() {
        return Arrays.stream(Far.values())
                .flatMap(far -> OnDevice.all(far.name(), device -> Tunnelled.start(device, far)));
    }

    @Test
    void tcpInsideArrivesIntactBothWays() {
        Ping.awaitAnswer(stations.a(), INSIDE_B);
        Speed.print(device + ", a to b", BYTES, () -> Transfer.tcp(stations.a(), stations.b(), INSIDE_B, BYTES));
        Speed.print(device + ", b to a", BYTES, () -> Transfer.tcp(stations.b(), stations.a(), INSIDE_A, BYTES));
    }

    /** Two stations and what protects the packets between the networks inside them. */
    record Tunnelled(Resources resources, StationPair stations) implements World {
        private static final End A = new End(StationPair.A, "10.2.1.0/24");
        private static final End B = new End(StationPair.B, "10.2.2.0/24");

        static Tunnelled start(Device device, Far far) {
            return Resources.building(resources -> {
                StationPair stations = resources.add(StationPair.start(device, far));
                stations.a().run("ip address add %s/32 dev lo".formatted(INSIDE_A));
                stations.b().run("ip address add %s/32 dev lo".formatted(INSIDE_B));
                Ike a = resources.add(Ike.start(stations.a(), A, B));
                resources.add(Ike.start(stations.b(), B, A));
                Ping.awaitAnswer(stations.a(), StationPair.B);
                a.initiate();
                return new Tunnelled(resources, stations);
            });
        }

        @Override
        public void close() {
            resources.close();
        }
    }
}
