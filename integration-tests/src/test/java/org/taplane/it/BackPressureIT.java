package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Transfer;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/** A port that does not drain loses its own frames, counted, and slows nobody else. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class BackPressureIT {
    private static final int TRANSFER = 64 << 20;

    private final Network network;

    BackPressureIT(OnDevice<Network> on) {
        network = on.world();
    }

    static Stream<OnDevice<Network>> devices() {
        return Stream.concat(OnDevice.taplane(Network::start), OnDevice.uring("", Network::start));
    }

    @Test
    void aFullQueueCostsOnlyThePortItBelongsTo() {
        CompletableFuture<Void> transferred = new CompletableFuture<>();
        try (RawPort flooder = network.rig().port("flooder")) {
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(flooder, transferred));
            Transfer.tcp(network.a(), network.b(), Network.B, TRANSFER);
            transferred.complete(null);
            flood.join();
        }
        assertThat(network.queueFull("slow")).isPositive();
        assertThat(network.queueFull("b")).isZero();
    }

    private static void flood(RawPort flooder, CompletableFuture<Void> end) {
        TestFrame frame = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x66)).random(1, 1_000);
        while (!end.isDone()) {
            flooder.send(frame);
        }
    }

    /**
     * Two stations, and two ports that carry next to nothing: a packet port, and a tunnel, whose losses the kernel counts at
     * the underlay's device and does not tell (udp(7): "silently drops", without IP_RECVERR).
     */
    record Network(Resources resources, Namespace a, Namespace b, Rig rig) implements World {
        private static final String A = "10.0.0.1";
        private static final String B = "10.0.0.2";

        static Network start(Device device) {
            return Resources.building(resources -> {
                Namespace a = resources.namespace("a");
                Namespace b = resources.namespace("b");
                Namespace far = resources.namespace("far");
                Rig rig = resources.add(Rig.start(device, bridges(a, b), (at, held) -> {
                    Veth.between(at, "near", far, "near");
                    Underlay.IPV4.join(at, far, true);
                    throttle(at, "near");
                    throttle(at, Underlay.DEVICE);
                }));
                return new Network(resources, a, b, rig);
            });
        }

        private static String bridges(Namespace a, Namespace b) {
            return """
                    bridges:
                      br0:
                        ports:
                          a: {type: tap, netns: %s, address: [%s/24]}
                          b: {type: tap, netns: %s, address: [%s/24]}
                          flooder: {type: tap}
                          slow: {type: packet, device: near}
                          vx: {type: vxlan, vni: 42, local: %s, remotes: [%s]}
                    """.formatted(a.name(), A, b.name(), B, Underlay.IPV4.host(1), Underlay.IPV4.host(2));
        }

        private static void throttle(Namespace namespace, String device) {
            namespace.run("tc qdisc replace dev %s root tbf rate 100kbit burst 4kb limit 4000".formatted(device));
        }

        long queueFull(String port) {
            return rig.daemon().drops(port, "queue-full");
        }

        @Override
        public void close() {
            resources.close();
        }
    }
}
