package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.NumberedDatagrams;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/** Within a flow frames keep their order, whatever kind of port they come in by and go out of, also when some are lost. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class OrderIT {
    private static final int VNI = 42;

    /** Who keeps the sockets from overflowing is the scheduler; most of 40,000 datagrams arrive, but not always. */
    private static final int ENOUGH = 1_000;

    private final Network network;

    OrderIT(OnDevice<Network> on) {
        network = on.world();
    }

    static Stream<OnDevice<Network>> devices() {
        return OnDevice.taplane(Network::start);
    }

    static Stream<Arguments> paths() {
        List<End> ends = List.of(End.values());
        return ends.stream()
                .flatMap(from -> ends.stream().filter(to -> to != from).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aFlowKeepsItsOrder(End from, End to) {
        int arrived = NumberedDatagrams.send(network.at(from), network.at(to), to.address());
        assertThat(arrived).isGreaterThan(ENOUGH);
    }

    /** Stations behind two TAPs, a packet port and a tunnel to a kernel host. */
    enum End {
        A("10.0.0.1"),
        B("10.0.0.2"),
        WIRED("10.0.0.3"),
        FAR("10.0.0.4");

        private final String address;

        End(String address) {
            this.address = address;
        }

        String address() {
            return address;
        }
    }

    record Network(Resources resources, Map<End, Namespace> stations) implements World {
        static Network start(Device device) {
            return Resources.building(resources -> {
                Namespace a = resources.namespace("a");
                Namespace b = resources.namespace("b");
                Namespace wired = resources.namespace("wired");
                Namespace farHost = resources.namespace("farhost");
                resources.add(Rig.start(device, bridges(a, b), (at, held) -> {
                    Underlay.IPV4.join(at, farHost, true);
                    Veth.between(at, "near", wired, "wired").mtu(Underlay.IPV4.innerMtu());
                    wired.run("ip address add %s/24 dev wired".formatted(End.WIRED.address()));
                }));
                Host far = resources.add(Host.start(
                        Device.KERNEL,
                        HostSpec.at(farHost)
                                .station(Station.named("far")
                                        .address(End.FAR.address() + "/24")
                                        .mtu(Underlay.IPV4.innerMtu()))
                                .tunnel(VNI, Underlay.IPV4.host(2), Underlay.IPV4.host(1))));
                return new Network(
                        resources, Map.of(End.A, a, End.B, b, End.WIRED, wired, End.FAR, far.station("far")));
            });
        }

        private static String bridges(Namespace a, Namespace b) {
            return """
                    bridges:
                      br0:
                        ports:
                          a: {type: tap, netns: %s, address: [%s/24], mtu: %d}
                          b: {type: tap, netns: %s, address: [%s/24], mtu: %d}
                          wire: {type: packet, device: near}
                          vx: {type: vxlan, vni: %d, local: %s, remotes: [%s]}
                    """.formatted(
                            a.name(),
                            End.A.address(),
                            Underlay.IPV4.innerMtu(),
                            b.name(),
                            End.B.address(),
                            Underlay.IPV4.innerMtu(),
                            VNI,
                            Underlay.IPV4.host(1),
                            Underlay.IPV4.host(2));
        }

        Namespace at(End end) {
            return Objects.requireNonNull(stations.get(end));
        }

        @Override
        public void close() {
            resources.close();
        }
    }
}
