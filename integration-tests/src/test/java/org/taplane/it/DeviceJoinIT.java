package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/** What a packet port receives cut reaches a station on a TAP device joined. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class DeviceJoinIT {
    private static final int SIZE = 1_200;
    private static final String STATION = "10.0.0.2";
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  t: {type: tap, address: [10.0.0.2/24]}
                  wire: {type: packet, device: wire}
            """;

    /** A host on the other end of a veth without offloads, and the switch, in whose namespace its TAP device is. */
    record Network(Resources resources, Namespace far, Rig rig) implements World {
        static Network start(Device device) {
            return Resources.building(resources -> {
                Namespace far = resources.namespace("far");
                Rig rig = resources.add(Rig.start(
                        device,
                        BRIDGES,
                        (at, held) -> Veth.between(at, "wire", far, "eth").offloads(false)));
                far.run("ip address add 10.0.0.1/24 dev eth");
                return new Network(resources, far, rig);
            });
        }

        @Override
        public void close() {
            resources.close();
        }
    }

    private final Namespace far;
    private final Namespace near;

    DeviceJoinIT(OnDevice<Network> on) {
        far = on.world().far();
        near = on.world().rig().at();
    }

    static Stream<OnDevice<Network>> devices() {
        return OnDevice.taplane(Network::start);
    }

    @Test
    void datagramsArriveJoined() throws IOException {
        Ping.awaitAnswer(far, STATION);
        InterfaceCounters before = InterfaceCounters.of(near, "t");
        Volley.exchange(far, near, STATION, SIZE);
        InterfaceCounters received = InterfaceCounters.of(near, "t").since(before);

        assertThat(received.bytesEach()).isGreaterThan(3L * SIZE);
    }
}
