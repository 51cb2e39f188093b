package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.UdpPacket;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** RFC 7348 byte by byte, read by a parser that is not our own, and what a tunnel does with datagrams that are not. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VxlanWireIT {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final int RESERVED = 0x80;

    private final Resources ports = new Resources();
    private final VxlanWire wire;
    private final boolean isKernel;
    private final RawPort station;
    private final RawPort underlay;

    VxlanWireIT(OnDevice<VxlanWire> on) {
        wire = on.world();
        isKernel = on.device().isKernel();
        station = ports.add(wire.host().port("s"));
        underlay = ports.add(wire.far().underlay());
    }

    static Stream<OnDevice<VxlanWire>> devices() {
        return OnDevice.all(VxlanWire::start);
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void theOuterHeadersAreAsTheStandardSays() {
        TestFrame inner = TestFrame.to(Mac.of(0x11)).from(Mac.of(0x10)).saying("encapsulate me");
        station.send(inner);
        IpV4Packet ip = FarEnd.outer(underlay, inner);
        assertThat(ip.getHeader().getTtlAsInt()).isEqualTo(64);
        assertThat(ip.getHeader().getSrcAddr().getHostAddress()).isEqualTo(Underlay.IPV4.host(1));
        assertThat(ip.getHeader().getDstAddr().getHostAddress()).isEqualTo(FarEnd.PEER);
        UdpPacket udp = ip.get(UdpPacket.class);
        assertThat(udp.getHeader().getDstPort().valueAsInt()).isEqualTo(4789);
        ByteBuffer vxlan = ByteBuffer.wrap(udp.getPayload().getRawData());
        assertThat(vxlan.getInt()).as("flags and reserved bits").isEqualTo(FarEnd.I_FLAG << 24);
        assertThat(vxlan.getInt()).as("VNI and reserved bits").isEqualTo(VxlanWire.VNI << 8);
        byte[] carried = new byte[vxlan.remaining()];
        vxlan.get(carried);
        assertThat(carried).isEqualTo(inner.bytes());
    }

    @Test
    void aFlowKeepsItsSourcePortAndFlowsUseSeveral() {
        Set<Integer> used = IntStream.range(0, 32)
                .mapToObj(flow -> {
                    int first = sourcePort(flow, "first");
                    assertThat(sourcePort(flow, "second")).isEqualTo(first);
                    return first;
                })
                .collect(Collectors.toSet());
        assertThat(used).hasSizeGreaterThan(1);
        if (!isKernel) {
            assertThat(used).allMatch(port -> port >= 49_152);
        }
    }

    /** UDP source port of the outer datagram for a packet of inner flow {@code flow}. */
    private int sourcePort(int flow, String text) {
        TestFrame inner = TestFrame.to(Mac.of(0x21))
                .from(Mac.of(0x20))
                .type(0x0800)
                .payload(InnerPacket.udp("10.0.0.1", 5000 + flow, "10.0.0.2", 6000, text));
        station.send(inner);
        return FarEnd.outer(underlay, inner)
                .get(UdpPacket.class)
                .getHeader()
                .getSrcPort()
                .valueAsInt();
    }

    @Test
    void aDatagramOfThePeerArrivesAndItsSenderIsLearned() {
        TestFrame hello = from(0x30, "hello");
        wire.far().send(FarEnd.PEER, FarEnd.I_FLAG, VxlanWire.VNI, hello);
        assertThat(station).receivesExactly(1, exactly(hello));
        if (!isKernel) {
            assertThat(wire.host().daemon().show("fdb"))
                    .filteredOn(
                            row -> row.path("mac").asText().equals(Mac.of(0x30).toString()))
                    .singleElement()
                    .satisfies(row -> assertThat(row.path("remote").asText()).isEqualTo(FarEnd.PEER));
        }
    }

    @Test
    void aDatagramWithoutTheFlagIsDropped() {
        requireDropped("vxlan-no-vni", FarEnd.PEER, 0, VxlanWire.VNI, from(0x40, "no I flag"));
    }

    @Test
    void aDatagramOfAnotherNetworkIsDropped() {
        requireDropped("vxlan-unknown-vni", FarEnd.PEER, FarEnd.I_FLAG, 43, from(0x41, "VNI 43"));
    }

    @Test
    void aGroupAsSourceIsDropped() {
        TestFrame frame =
                TestFrame.to(Mac.BROADCAST).from(Mac.parse("01:00:5e:00:00:01")).saying("from a group");
        requireDropped("source-group", FarEnd.PEER, FarEnd.I_FLAG, VxlanWire.VNI, frame);
    }

    private void requireDropped(String reason, String from, int flags, int vni, TestFrame frame) {
        long before = drops(reason);
        wire.far().send(from, flags, vni, frame);
        fence();
        assertThat(station).receivesNo(frame);
        requireCounted(reason, before + 1);
    }

    @Test
    void aStrangerIsDroppedAndCounted() {
        // The kernel's device takes datagrams from anybody.
        if (!isKernel) {
            requireDropped(
                    "vxlan-unknown-remote",
                    FarEnd.STRANGER,
                    FarEnd.I_FLAG,
                    VxlanWire.VNI,
                    from(0x42, "you do not know me"));
        }
    }

    @Test
    void reservedBitsAreIgnoredByDefault() {
        // The kernel's device drops them; RFC 7348 section 5 says "ignored on receipt".
        if (!isKernel) {
            TestFrame frame = from(0x43, "from a later version");
            wire.far().send(FarEnd.PEER, FarEnd.I_FLAG | RESERVED, VxlanWire.VNI, frame);
            assertThat(station).receives(frame);
        }
    }

    @Test
    void truncatedDatagramsOfAnyLengthAreSurvived() {
        byte[] datagram = new byte[8 + 14];
        datagram[0] = FarEnd.I_FLAG;
        datagram[6] = VxlanWire.VNI;
        for (int length = 0; length < datagram.length; length++) {
            wire.far().send(FarEnd.PEER, Arrays.copyOf(datagram, length));
        }
        fence();
        if (!isKernel) {
            Eventually.await("truncated datagrams are counted", BOUND, () -> drops("vxlan-truncated") >= 8);
        }
    }

    /** A datagram after the others has arrived, so they have been dealt with, if by the same queue. */
    private void fence() {
        TestFrame fence = from(0x4f, "fence");
        wire.far().send(FarEnd.PEER, FarEnd.I_FLAG, VxlanWire.VNI, fence);
        assertThat(station).receives(fence);
    }

    private long drops(String reason) {
        return isKernel ? 0 : wire.host().daemon().drops(reason);
    }

    private void requireCounted(String reason, long expected) {
        if (!isKernel) {
            Eventually.await(
                    reason + " is counted", BOUND, () -> wire.host().daemon().drops(reason) == expected);
        }
    }

    private static TestFrame from(int station, String text) {
        return TestFrame.to(Mac.BROADCAST).from(Mac.of(station)).saying(text);
    }
}
