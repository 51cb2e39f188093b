package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.UdpPacket;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.World;

/** What a user can choose of a tunnel. Both tunnels here share one UDP port on one local address. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VxlanOptionsIT {
    private static final Mac FIXED = Mac.of(0x99);
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  plain: {type: tap, mtu: 1450}
                  vx: {type: vxlan, local: 10.98.0.1, remotes: [10.98.0.2, 10.98.0.3], vni: 42, ttl: 9, tos: 40,
                    udp-checksum: filled, accept-any-remote: true, strict-reserved: true}
                static-fdb:
                  - {mac: "02:00:00:00:00:99", vlan: 1, port: vx, remote: 10.98.0.3}
              br1:
                ports:
                  t10: {type: tap, mtu: 1450, vlan: {access: 10}}
                  t20: {type: tap, mtu: 1450, vlan: {access: 20}}
                  mesh: {type: vxlan, local: 10.98.0.1, remotes: [10.98.0.2], vnis: {10: 10010, 20: 10020}}
            """;

    /** A daemon with these bridges and a test at the other end of their tunnels. */
    record Tunnels(Resources resources, Namespace near, FarEnd far, Daemon daemon) implements World {
        static Tunnels start(Device device) {
            return Resources.building(resources -> {
                Namespace near = resources.namespace("nearhost");
                FarEnd far = FarEnd.of(near, resources);
                Daemon daemon = resources.add(Daemon.start(near, device, BRIDGES));
                return new Tunnels(resources, near, far, daemon);
            });
        }

        @Override
        public void close() {
            resources.close();
        }
    }

    private final Resources ports = new Resources();
    private final Tunnels tunnels;
    private final RawPort underlay;

    VxlanOptionsIT(OnDevice<Tunnels> on) {
        tunnels = on.world();
        underlay = ports.add(tunnels.far().underlay());
    }

    static Stream<OnDevice<Tunnels>> devices() {
        return OnDevice.taplane(Tunnels::start);
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    private RawPort port(String device) {
        return ports.add(RawPort.open(tunnels.near(), device));
    }

    @Test
    void timeToLiveTypeOfServiceAndChecksumAreAsChosen() {
        TestFrame inner = from(0x10, "as chosen");
        port("plain").send(inner);
        IpV4Packet ip = FarEnd.outer(underlay, inner);
        assertThat(ip.getHeader().getTtlAsInt()).isEqualTo(9);
        assertThat(ip.getHeader().getTos().value()).isEqualTo((byte) 40);
        UdpPacket udp = ip.get(UdpPacket.class);
        assertThat(udp.getHeader().getChecksum()).isNotZero();
        assertThat(udp.hasValidChecksum(
                        ip.getHeader().getSrcAddr(), ip.getHeader().getDstAddr(), false))
                .isTrue();
    }

    @Test
    void eachVlanTravelsUnderItsOwnNetworkIdentifier() {
        TestFrame ten = from(0x20, "VLAN 10");
        TestFrame twenty = from(0x21, "VLAN 20");
        port("t10").send(ten);
        port("t20").send(twenty);
        assertThat(vni(ten)).isEqualTo(10_010);
        assertThat(vni(twenty)).isEqualTo(10_020);
    }

    private int vni(TestFrame inner) {
        byte[] udp =
                FarEnd.outer(underlay, inner).get(UdpPacket.class).getPayload().getRawData();
        return ByteBuffer.wrap(udp).getInt(4) >>> 8;
    }

    @Test
    void eachNetworkIdentifierLeadsToItsOwnVlanAndBridge() {
        RawPort plain = port("plain");
        RawPort ten = port("t10");
        RawPort twenty = port("t20");
        TestFrame frame = from(0x30, "under 10020");
        tunnels.far().send(FarEnd.PEER, FarEnd.I_FLAG, 10_020, frame);
        assertThat(twenty).receives(frame);
        assertThat(ten).receivesNo(frame);
        assertThat(plain).receivesNo(frame);
    }

    @Test
    void aStaticEntryNamesItsRemote() {
        TestFrame frame = TestFrame.to(FIXED).from(Mac.of(0x40)).saying("to the third host");
        port("plain").send(frame);
        IpV4Packet ip = FarEnd.outer(underlay, frame);
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo(FarEnd.SECOND_PEER);
        assertThat(underlay).receivesExactly(1, frame().carrying(frame));
    }

    @Test
    void anyRemoteIsAcceptedWhereAsked() {
        RawPort plain = port("plain");
        TestFrame frame = from(0x50, "from a stranger");
        tunnels.far().send(FarEnd.STRANGER, FarEnd.I_FLAG, 42, frame);
        assertThat(plain).receives(frame);
        TestFrame answer = TestFrame.to(Mac.of(0x50)).from(Mac.of(0x51)).saying("back to the stranger");
        plain.send(answer);
        assertThat(FarEnd.outer(underlay, answer).getHeader().getDstAddr().getHostAddress())
                .isEqualTo(FarEnd.STRANGER);
    }

    @Test
    void reservedBitsAreRefusedWhereAsked() {
        RawPort plain = port("plain");
        TestFrame frame = from(0x60, "reserved bits");
        tunnels.far().send(FarEnd.PEER, FarEnd.I_FLAG | 0x80, 42, frame);
        Eventually.await(
                "the drop is counted",
                Duration.ofSeconds(5),
                () -> tunnels.daemon().drops("vxlan-reserved-bits") == 1);
        assertThat(plain).receivesNo(frame);
    }

    private static TestFrame from(int station, String text) {
        return TestFrame.to(Mac.BROADCAST).from(Mac.of(station)).saying(text);
    }
}
