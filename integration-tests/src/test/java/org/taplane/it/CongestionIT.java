package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.FrameMatcher;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.World;

/** Congestion notification passes a tunnel both ways whatever {@code tos} says: RFC 6040, cell by cell. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class CongestionIT {
    private static final int VNI = 42;
    private static final int DSCP = 0xb8;
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int ECT_0 = 2;
    private static final int CE = 3;
    private static final int DROP = -1;
    private static final List<Integer> CODES = List.of(NOT_ECT, ECT_0, ECT_1, CE);

    /** Figure 4 of RFC 6040: a row for each inner code, the outer ones from left to right. */
    private static final List<List<Integer>> LEAVING = List.of(
            List.of(NOT_ECT, NOT_ECT, NOT_ECT, DROP),
            List.of(ECT_0, ECT_0, ECT_1, CE),
            List.of(ECT_1, ECT_1, ECT_1, CE),
            List.of(CE, CE, CE, CE));

    /** A host with a station, and the far end of its tunnel, where a test makes and sees every packet. */
    record Tunnelled(
            Resources resources, Host host, Namespace far, Underlay underlay, String local, Optional<String> tos)
            implements World {
        static Tunnelled start(Device device, Underlay underlay, boolean behindHost, Optional<String> tos) {
            return Resources.building(resources -> {
                Namespace near = resources.namespace("nearhost");
                Namespace far = resources.namespace("farhost");
                underlay.join(near, far, false);
                if (behindHost) {
                    underlay.routeThrough(1, near, List.of(far));
                }
                Tunnel tunnel = behindHost
                        ? Tunnel.behindHost(VNI, underlay.behind(1), List.of(underlay.host(2)))
                        : new Tunnel(VNI, underlay.host(1), List.of(underlay.host(2)), Optional.empty());
                HostSpec spec = HostSpec.at(near)
                        .station(Station.named("s").mtu(underlay.innerMtu()))
                        .tunnel(tunnel.withTos(tos));
                Host host = resources.add(Host.start(device, spec));
                return new Tunnelled(resources, host, far, underlay, tunnel.local(), tos);
            });
        }

        boolean isIpv6() {
            return underlay == Underlay.IPV6;
        }

        Mac router() {
            return Mac.parse(host.at()
                    .run("cat /sys/class/net/%s/address".formatted(Underlay.DEVICE))
                    .output()
                    .strip());
        }

        @Override
        public void close() {
            resources.close();
        }
    }

    private final Resources ports = new Resources();
    private final Tunnelled tunnel;
    private final boolean isKernel;
    private final RawPort station;
    private final RawPort underlay;

    CongestionIT(OnDevice<Tunnelled> on) {
        tunnel = on.world();
        isKernel = on.device().isKernel();
        station = ports.add(tunnel.host().port("s"));
        underlay = ports.add(RawPort.open(tunnel.far(), Underlay.DEVICE));
    }

    static Stream<OnDevice<Tunnelled>> devices() {
        return Stream.of(
                        bySockets(Underlay.IPV4, Optional.empty()),
                        bySockets(Underlay.IPV6, Optional.empty()),
                        bySockets(Underlay.IPV4, Optional.of("40")),
                        bySockets(Underlay.IPV6, Optional.of("inherit")),
                        behindHost(Underlay.IPV4, Optional.empty()),
                        behindHost(Underlay.IPV6, Optional.of("40")),
                        behindHost(Underlay.IPV4, Optional.of("inherit")))
                .flatMap(devices -> devices);
    }

    private static Stream<OnDevice<Tunnelled>> bySockets(Underlay underlay, Optional<String> tos) {
        return OnDevice.all(
                underlay + ", tos " + tos.orElse("not given"), device -> Tunnelled.start(device, underlay, false, tos));
    }

    private static Stream<OnDevice<Tunnelled>> behindHost(Underlay underlay, Optional<String> tos) {
        return OnDevice.taplane(
                underlay + " behind the host, tos " + tos.orElse("not given"),
                device -> Tunnelled.start(device, underlay, true, tos));
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void whatIsInsideIsToldOutside() {
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (int code : CODES) {
                Mac from = Mac.of(0x100 + (ipv6 ? 16 : 0) + code);
                TestFrame inner = CongestionPacket.inner(ipv6, from, DSCP | code);
                station.send(inner);
                FrameMatcher carrier = frame().carrying(inner);
                assertThat(underlay).receives(carrier);
                int outer = CongestionPacket.tos(underlay.captured(carrier).getFirst());
                assertThat(outer).as("outside of %d", code).isEqualTo(dscp() | entering(code));
            }
        }
    }

    /** The kernel says ECT(0) outside of CE, as RFC 3168 does in its full-functionality mode. */
    private int entering(int code) {
        return isKernel && code == CE ? ECT_0 : code;
    }

    private int dscp() {
        return switch (tunnel.tos().orElse("0")) {
            case "inherit" -> DSCP;
            case "40" -> 40;
            default -> 0;
        };
    }

    @Test
    void whatIsOutsideIsToldInside() {
        int dropped = 0;
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (int inner : CODES) {
                for (int outer : CODES) {
                    int expected = LEAVING.get(CODES.indexOf(inner)).get(CODES.indexOf(outer));
                    requireLeaving(ipv6, inner, outer, expected);
                    dropped += expected == DROP ? 1 : 0;
                }
            }
        }
        requireCounted(dropped);
    }

    private void requireLeaving(boolean ipv6, int inner, int outer, int expected) {
        String cell = "%s: %d inside, %d outside".formatted(ipv6 ? "IPv6" : "IPv4", inner, outer);
        Mac from = Mac.of(0x200 + (ipv6 ? 16 : 0) + 4 * inner + outer);
        send(outer, CongestionPacket.inner(ipv6, from, DSCP | inner));
        if (expected == DROP) {
            TestFrame fence = CongestionPacket.inner(ipv6, Mac.of(0x300 + (ipv6 ? 1 : 0)), 0);
            send(NOT_ECT, fence);
            assertThat(station).receives(frame().from(fence.source()));
            assertThat(station.captured(frame().from(from))).as(cell).isEmpty();
        } else {
            assertThat(station).receives(frame().from(from));
            TestFrame left = station.captured(frame().from(from)).getFirst();
            assertThat(left).as(cell).isEqualTo(CongestionPacket.inner(ipv6, from, DSCP | expected));
        }
    }

    private void send(int outer, TestFrame inner) {
        Underlay at = tunnel.underlay();
        underlay.send(CongestionPacket.outer(
                tunnel.isIpv6(), tunnel.router(), outer, at.host(2), tunnel.local(), VNI, inner));
    }

    private void requireCounted(int dropped) {
        if (!isKernel) {
            Eventually.await(
                    "drops are counted",
                    Duration.ofSeconds(5),
                    () -> tunnel.host().daemon().drops("ecn-conflict") == dropped);
        }
    }
}
