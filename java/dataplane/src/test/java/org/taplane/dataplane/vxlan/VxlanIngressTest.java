package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.dataplane.vxlan.Vtep.Received;
import org.taplane.wire.VirtioNetHdr;

class VxlanIngressTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String HEADER = "0800000000002a00";
    private static final VtepAddress STRANGER = Vtep.address("10.0.0.99");

    @Test
    void aFrameComesOutWithItsVniAndRemote() {
        byte[] frame = Inner.plain(60);

        assertThat(Vtep.of(Vtep.settings()).receive(HEADER, frame))
                .containsExactly(new Received(Vtep.NUMBER, HEX.formatHex(frame), 0, 42, 1, 0, 0));
    }

    @Test
    void whatIsShorterThanAHeaderIsTruncated() {
        Vtep vtep = Vtep.of(Vtep.settings());
        for (int length = 0; length < 8; length++) {
            vtep.addFrom(Vtep.PEER, Arrays.copyOf(HEX.parseHex(HEADER), length));
        }

        assertThat(vtep.receive()).isEmpty();
        assertThat(vtep.drops(DropReason.VXLAN_TRUNCATED)).isEqualTo(8);
        assertThat(vtep.counters().rxDrops()).isEqualTo(8);
    }

    @Test
    void withoutTheIFlagThereIsNoVni() {
        Vtep vtep = Vtep.of(Vtep.settings());

        assertThat(vtep.receive("f700000000002a00", Inner.plain(60))).isEmpty();
        assertThat(vtep.drops(DropReason.VXLAN_NO_VNI)).isEqualTo(1);
    }

    @Test
    void anUnknownVniIsDropped() {
        Vtep vtep = Vtep.of(Vtep.settings());

        assertThat(vtep.receive("0800000000002b00", Inner.plain(60))).isEmpty();
        assertThat(vtep.drops(DropReason.VXLAN_UNKNOWN_VNI)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8800000000002a00", "0900000000002a00", "0800010000002a00", "0800000000002a01"})
    void reservedBitsMatterOnlyWhenStrict(String header) {
        Vtep strict = Vtep.of(Vtep.strict());

        assertThat(Vtep.of(Vtep.settings()).receive(header, Inner.plain(60))).hasSize(1);
        assertThat(strict.receive(header, Inner.plain(60))).isEmpty();
        assertThat(strict.drops(DropReason.VXLAN_RESERVED_BITS)).isEqualTo(1);
        assertThat(strict.receive(HEADER, Inner.plain(60))).hasSize(1);
    }

    @Test
    void aStrangerIsDroppedUnlessAnyRemoteIsAccepted() {
        Vtep closed = Vtep.of(Vtep.settings());
        Vtep open = Vtep.of(Vtep.acceptingAnyRemote());
        closed.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(60)));
        open.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(60)));

        assertThat(closed.receive()).isEmpty();
        assertThat(closed.drops(DropReason.VXLAN_UNKNOWN_REMOTE)).isEqualTo(1);
        assertThat(open.receive()).extracting(Received::remote).containsExactly(2);
        assertThat(open.tunnel.remotes().address(2)).isEqualTo(STRANGER);
    }

    @Test
    void membersOfAGroupAreLearned() {
        Vtep vtep = Vtep.of(Vtep.toGroup(Vtep.address("239.1.1.1")));
        vtep.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(60)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.plain(60)));
        vtep.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(60)));

        assertThat(vtep.receive()).extracting(Received::remote).containsExactly(1, 2, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "0.0.0.0", "224.0.0.5", "255.255.255.255", "::", "ff02::1"})
    void nobodySendsFromSuchAnAddress(String source) {
        Vtep vtep = Vtep.of(Vtep.acceptingAnyRemote());
        vtep.addFrom(Vtep.address(source), Vtep.datagram(HEADER, Inner.plain(60)));

        assertThat(vtep.receive()).isEmpty();
        assertThat(vtep.drops(DropReason.VXLAN_UNKNOWN_REMOTE)).isEqualTo(1);
    }

    @Test
    void aMappedVniSaysTheVlan() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.byVlan(Map.of(10, 42, 20, 43)), List.of(Vtep.PEER)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.plain(60)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram("0800000000002b00", Inner.plain(60)));

        assertThat(vtep.receive()).extracting(Received::vid).containsExactly(10, 20);
    }

    @Test
    void portsOfOneEndpointGetTheirOwnFramesInOrder() {
        Vtep first = Vtep.of(Vtep.settings());
        Vtep second = Vtep.of(Vtep.settings(VniMap.single(43), List.of(Vtep.PEER)));
        VxlanIngress shared = new VxlanIngress(List.of(
                new VxlanIngress.Member(first.port, 3, first::keep),
                new VxlanIngress.Member(second.port, 3, second::keep)));
        String pattern = "aabxabbbxa";
        for (int i = 0; i < pattern.length(); i++) {
            String header = "080000000000"
                    + switch (pattern.charAt(i)) {
                        case 'a' -> "2a00";
                        case 'b' -> "2b00";
                        default -> "2c00";
                    };
            first.addFrom(Vtep.PEER, Vtep.datagram(header, Inner.plain(60 + i)));
        }
        first.receiveWith(shared);

        assertThat(first.receive())
                .extracting(received -> received.hex().length() / 2)
                .containsExactly(60, 61, 64, 69);
        assertThat(second.receive())
                .extracting(received -> received.hex().length() / 2)
                .containsExactly(62, 65, 66, 67);
        assertThat(second.receive()).extracting(Received::port).containsOnly(3);
        assertThat(first.drops(DropReason.VXLAN_UNKNOWN_VNI)).isEqualTo(2);
    }

    @Test
    void alternatingNetworksAreOneBurstEach() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.single(42), List.of(Vtep.PEER)));
        Vtep other = Vtep.of(Vtep.settings(VniMap.single(43), List.of(Vtep.PEER)));
        List<Long> selections = new ArrayList<>();
        VxlanIngress shared = new VxlanIngress(List.of(
                new VxlanIngress.Member(vtep.port, 3, burst -> selections.add(burst.frames())),
                new VxlanIngress.Member(other.port, 4, burst -> selections.add(burst.frames()))));
        for (int i = 0; i < Burst.CAPACITY; i++) {
            String vni = i % 2 == 0 ? "2a" : "2b";
            vtep.addFrom(Vtep.PEER, Vtep.datagram("080000000000" + vni + "00", Inner.plain(60)));
        }
        vtep.receiveWith(shared);

        assertThat(selections).containsExactly(0x5555_5555_5555_5555L, 0xaaaa_aaaa_aaaa_aaaaL);
    }

    @Test
    void whatAForwarderFailedOnIsNotForwardedLater() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.single(42), List.of(Vtep.PEER)));
        Vtep other = Vtep.of(Vtep.settings(VniMap.single(43), List.of(Vtep.PEER)));
        VxlanIngress shared = new VxlanIngress(List.of(
                new VxlanIngress.Member(vtep.port, 3, burst -> {
                    throw new IllegalStateException("a fault");
                }),
                new VxlanIngress.Member(other.port, 4, other::keep)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram("0800000000002a00", Inner.plain(60)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram("0800000000002b00", Inner.plain(61)));
        assertThatIllegalStateException().isThrownBy(() -> vtep.receiveWith(shared));
        other.addFrom(Vtep.PEER, Vtep.datagram("0800000000002b00", Inner.plain(62)));
        other.receiveWith(shared);

        assertThat(other.receive())
                .extracting(received -> received.hex().length() / 2)
                .containsExactly(62);
    }

    /** RFC 6040 section 4.2, figure 4; both families. */
    @ParameterizedTest
    @CsvSource({
        "0, 0,  0", "0, 2,  0", "0, 1,  0", "0, 3, -1",
        "2, 0,  2", "2, 2,  2", "2, 1,  1", "2, 3,  3",
        "1, 0,  1", "1, 2,  1", "1, 1,  1", "1, 3,  3",
        "3, 0,  3", "3, 2,  3", "3, 1,  3", "3, 3,  3"
    })
    void congestionOutsideIsToldInside(int inner, int outer, int expected) {
        requireMerged(Vtep.of(Vtep.settings()), inner, outer, expected);
        requireMerged(Vtep.of(Vtep.withDscp(0x28)), inner, outer, expected);
        requireMerged(Vtep.of(Vtep.inheritingTos()), inner, outer, expected);
    }

    private static void requireMerged(Vtep vtep, int inner, int outer, int expected) {
        vtep.outerTos(vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.completeTcp(1, 0xb8 | inner, 4))), outer);
        vtep.outerTos(vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.ipv6(0xb8 | inner))), outer);
        List<Received> received = vtep.receive();

        if (expected < 0) {
            assertThat(received).isEmpty();
            assertThat(vtep.drops(DropReason.ECN_CONFLICT)).isEqualTo(2);
        } else {
            assertThat(received)
                    .extracting(Received::hex)
                    .containsExactly(
                            HEX.formatHex(Inner.completeTcp(1, 0xb8 | expected, 4)),
                            HEX.formatHex(Inner.ipv6(0xb8 | expected)));
        }
    }

    @Test
    void whatAKernelDidNotFinishIsRecognised() {
        Vtep vtep = Vtep.of(Vtep.settings());
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.tcp(1, 0, 100)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.tcp(1, 0, 60_000)));
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.completeTcp(1, 0, 100)));

        assertThat(vtep.receive())
                .extracting(Received::flags, Received::gsoType)
                .containsExactly(
                        tuple(VirtioNetHdr.NEEDS_CSUM, VirtioNetHdr.GSO_NONE),
                        tuple(VirtioNetHdr.NEEDS_CSUM, VirtioNetHdr.GSO_TCPV4),
                        tuple(0, VirtioNetHdr.GSO_NONE));
    }

    @Property(tries = 200)
    void anyBytesAreForwardedOrCounted(@ForAll @Size(max = 64) List<byte[]> datagrams, @ForAll boolean header) {
        Vtep vtep = Vtep.of(Vtep.inheritingTos());
        for (byte[] bytes : datagrams) {
            int frame = vtep.addFrom(Vtep.PEER, header ? Vtep.datagram(HEADER, bytes) : bytes);
            vtep.outerTos(frame, bytes.length % 4);
        }

        assertThat(vtep.receive().size() + vtep.counters().rxDrops()).isEqualTo(datagrams.size());
    }

    @Property(tries = 200)
    void aCutOffPacketIsForwardedAsItIs(@ForAll boolean ipv6, @ForAll byte noise) {
        byte[] whole = ipv6 ? Inner.ipv6(noise & 0xff) : Inner.tcp(1, noise & 0xff, 8);
        Vtep vtep = Vtep.of(Vtep.settings());
        for (int length = 0; length < Math.min(64, whole.length); length++) {
            vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Arrays.copyOf(whole, length)));
        }

        assertThat(vtep.receive())
                .extracting(received -> received.hex().length() / 2)
                .isSorted()
                .hasSizeGreaterThan(60);
    }
}
