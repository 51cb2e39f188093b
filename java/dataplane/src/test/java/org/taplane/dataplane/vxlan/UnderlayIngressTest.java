package org.taplane.dataplane.vxlan;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

class UnderlayIngressTest {
    private static final byte[] INNER = Inner.plain(64);
    private static final String HEADER = "0800000000002a00";
    private static final int OUTER = 50;

    private final Vtep vtep = Vtep.of(Vtep.settings());

    /** A frame of the underlay that carries {@code inner} from the peer, written out by hand. */
    private static byte[] carrying(byte[] inner) {
        return underlay(Vtep.datagram(HEADER, inner));
    }

    private static byte[] underlay(byte[] payload) {
        int datagram = 8 + payload.length;
        String outer = "0200000000aa" + "0200000000bb" + "0800" + "4500" + hex(20 + datagram) + "0000" + "4000" + "4011"
                + "0000" + "0a000002" + "0a000001" + "c000" + "12b5" + hex(datagram) + "0000";
        return Vtep.datagram(outer, payload);
    }

    private static String hex(int number) {
        return HexFormat.of().toHexDigits((short) number);
    }

    private List<Vtep.Received> receive(byte[] frame, Consumer<Integer> offload) {
        offload.accept(vtep.add(frame));
        return receiveAdded();
    }

    private List<Vtep.Received> receiveAdded() {
        return vtep.receiveUnderlay(new UnderlayAddress(Vtep.LOCAL, 4789, false));
    }

    private List<Vtep.Received> receive(byte[] frame) {
        return receive(frame, plain -> {});
    }

    @Test
    void theInnerFrameArrives() {
        List<Vtep.Received> received = receive(carrying(INNER));
        assertThat(received).hasSize(1);
        assertThat(received.getFirst().hex()).isEqualTo(HexFormat.of().formatHex(INNER));
        assertThat(received.getFirst().vni()).isEqualTo(42);
        assertThat(received.getFirst().remote()).isEqualTo(1);
    }

    @Test
    void paddingBehindTheDatagramIsNoPartOfIt() {
        byte[] frame = carrying(INNER);
        assertThat(receive(Arrays.copyOf(frame, frame.length + 7)).getFirst().hex())
                .isEqualTo(HexFormat.of().formatHex(INNER));
    }

    @Test
    void anOuterChecksumThatIsNotFilledInMeansNothing() {
        List<Vtep.Received> received = receive(carrying(INNER), frame -> {
            vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM);
            vtep.burst().csumStart(frame, 34);
            vtep.burst().csumOffset(frame, 6);
        });
        assertThat(received.getFirst().flags()).isZero();
    }

    @Test
    void anInnerChecksumStaysToBeFilledIn() {
        List<Vtep.Received> received = receive(carrying(Inner.tcp(1000, 0, 100)), frame -> {
            vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM);
            vtep.burst().csumStart(frame, OUTER + Inner.TRANSPORT);
            vtep.burst().csumOffset(frame, Inner.TCP_CHECKSUM);
        });
        assertThat(received.getFirst().flags()).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        assertThat(vtep.burst().csumStart(0)).isEqualTo(Inner.TRANSPORT);
    }

    @Test
    void aTunnelSegmentBecomesASegment() {
        List<Vtep.Received> received = receive(carrying(Inner.tcp(1000, 0, 20_000)), this::asTunnelSegment);
        assertThat(received.getFirst().flags()).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        assertThat(received.getFirst().gsoType()).isEqualTo(VirtioNetHdr.GSO_TCPV4);
        assertThat(vtep.burst().csumStart(0)).isEqualTo(Inner.TRANSPORT);
        assertThat(vtep.burst().gsoSize(0)).isEqualTo(1400);
    }

    private void asTunnelSegment(int frame) {
        vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM | 8);
        vtep.burst().gsoType(frame, VirtioNetHdr.GSO_TCPV4 | 0x20);
        vtep.burst().gsoSize(frame, 1400);
        vtep.burst().headerLength(frame, OUTER + Inner.HEADERS);
        vtep.burst().csumStart(frame, OUTER + Inner.TRANSPORT);
        vtep.burst().csumOffset(frame, Inner.TCP_CHECKSUM);
    }

    @Test
    void aRequestToCutTheOuterDatagramIsRefused() {
        assertThat(receive(carrying(INNER), frame -> {
                    vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM);
                    vtep.burst().gsoType(frame, VirtioNetHdr.GSO_UDP_L4);
                    vtep.burst().csumStart(frame, 34);
                }))
                .isEmpty();
        assertThat(vtep.drops(DropReason.BAD_OFFLOAD)).isEqualTo(1);
    }

    /** As a Linux router passes on what a neighbour on a veth sent with UDP_SEGMENT. */
    private void asBundle(int frame, int size) {
        vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM);
        vtep.burst().gsoType(frame, VirtioNetHdr.GSO_UDP_L4);
        vtep.burst().gsoSize(frame, size);
        vtep.burst().csumStart(frame, 34);
        vtep.burst().csumOffset(frame, 6);
    }

    @Test
    void datagramsThatTheSenderBundledComeOutInOrder() {
        List<byte[]> frames = Stream.of(10, 20, 30, 40)
                .map(port -> Inner.tcp(1000 + port, 0, 100))
                .toList();
        byte[] bundle = frames.stream()
                .skip(1)
                .map(frame -> HexFormat.of().formatHex(Vtep.datagram(HEADER, frame)))
                .collect(collectingAndThen(joining(), HexFormat.of()::parseHex));
        vtep.add(carrying(frames.getFirst()));
        int last = vtep.add(underlay(bundle));
        asBundle(last, bundle.length / 3);

        List<Vtep.Received> received = receiveAdded();
        assertThat(received)
                .extracting(Vtep.Received::hex)
                .isEqualTo(frames.stream().map(HexFormat.of()::formatHex).toList());
        assertThat(received).allMatch(frame -> frame.remote() == 1 && frame.gsoType() == 0);
    }

    @Test
    void onlyTheLastOfABurstMayBeABundle() {
        asBundle(vtep.add(carrying(INNER)), 72);
        assertThat(receive(carrying(INNER))).hasSize(1);
        assertThat(vtep.drops(DropReason.BAD_OFFLOAD)).isEqualTo(1);
    }

    @Property(tries = 500)
    void everyDatagramOfABundleIsForwardedOrCounted(
            @ForAll @Size(min = 1, max = 300) byte[] payload, @ForAll @IntRange(min = 1, max = 310) int size) {
        long before = counted();
        receive(underlay(payload), frame -> asBundle(frame, size));
        assertThat(counted() - before).isEqualTo((payload.length + size - 1) / size);
    }

    @Test
    void otherTrafficIsCountedAndWhatFollowsItArrives() {
        vtep.add(changed(12, 0x0806)); // ARP
        vtep.add(changed(20, 0x2000)); // a fragment
        vtep.add(changed(22, 0x4006)); // TCP
        vtep.add(changed(32, 0x0009)); // another address
        vtep.add(changed(36, 4790)); // another port
        vtep.add(changed(38, 7)); // a UDP header that lies
        vtep.add(new byte[13]);
        List<Vtep.Received> received = receive(carrying(INNER));
        assertThat(received).hasSize(1);
        assertThat(vtep.drops(DropReason.UNDERLAY_OTHER_TRAFFIC)).isEqualTo(7);
    }

    /** RFC 7348 section 5 asks for a checksum over IPv6, unless both ends agreed (RFC 6935). */
    @Test
    void overIpv6AMissingChecksumIsCountedByName() {
        VtepAddress local = Vtep.address("fd99::1");
        byte[] datagram = Vtep.datagram("0800000000002a00", INNER);
        byte[] frame = HexFormat.of()
                .parseHex("0200000012b50200000012b486dd" + "60000000" + hex(8 + datagram.length) + "1140"
                        + "fd980000000000000000000000000002" + "fd990000000000000000000000000001"
                        + "c00012b5" + hex(8 + datagram.length) + "0000"
                        + HexFormat.of().formatHex(datagram));
        vtep.add(frame);

        assertThat(vtep.receiveUnderlay(new UnderlayAddress(local, 4789, false)))
                .isEmpty();
        assertThat(vtep.drops(DropReason.UDP_CHECKSUM_ZERO)).isEqualTo(1);
        vtep.add(frame);
        vtep.receiveUnderlay(new UnderlayAddress(local, 4789, true));
        assertThat(vtep.drops(DropReason.UDP_CHECKSUM_ZERO)).isEqualTo(1);
        assertThat(vtep.drops(DropReason.VXLAN_UNKNOWN_REMOTE)).isEqualTo(1);
    }

    private static byte[] changed(int at, int value) {
        byte[] frame = carrying(INNER);
        Slab slab = Slab.copyOf(frame);
        slab.putU16(at, value);
        return slab.bytes(0, frame.length);
    }

    @Property(tries = 500)
    void damagedFramesAndHeadersAreDroppedOrForwarded(
            @ForAll @Size(max = 8) byte[] damage,
            @ForAll @IntRange(max = 120) int at,
            @ForAll @IntRange(max = 130) int length,
            @ForAll byte flags,
            @ForAll byte type,
            @ForAll @IntRange(max = 200) int start) {
        byte[] frame = carrying(INNER);
        System.arraycopy(damage, 0, frame, Math.min(at, frame.length - damage.length), damage.length);
        long before = counted();
        receive(Arrays.copyOf(frame, length), number -> {
            vtep.burst().flags(number, flags);
            vtep.burst().gsoType(number, type);
            vtep.burst().csumStart(number, start);
        });
        assertThat(counted() - before).isEqualTo(1);
    }

    private long counted() {
        return vtep.forwarded() + vtep.counters().rxDrops();
    }
}
