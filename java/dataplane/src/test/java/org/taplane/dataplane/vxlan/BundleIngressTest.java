package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.wire.VirtioNetHdr;

/** Datagrams that the kernel put together, and the uncut frame that it does not tell from them. */
final class BundleIngressTest {
    private static final String HEADER = "0800000000002a00";
    private static final String OTHER = "0800000000002b00";
    private static final int GSO_SIZE = 12;

    private final Vtep vtep = Vtep.of(Vtep.settings(VniMap.byVlan(Map.of(10, 42, 20, 43)), List.of(Vtep.PEER)));
    private final List<String> received = new ArrayList<>();
    private final List<Integer> vlans = new ArrayList<>();
    private final List<Integer> segments = new ArrayList<>();
    private final BundleIngress ingress = new BundleIngress(
            new VxlanIngress(List.of(new VxlanIngress.Member(vtep.port, Vtep.NUMBER, this::takeAndScribble))), 0);

    /** As ports do: who writes into the headroom of one frame must not touch another. */
    private void takeAndScribble(Burst burst) {
        for (long left = burst.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            burst.slab().putBytes(burst.start(frame) - Burst.HEADROOM, new byte[Burst.HEADROOM], 0, Burst.HEADROOM);
        }
        for (long left = burst.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            received.add(HexFormat.of().formatHex(burst.slab().bytes(burst.start(frame), burst.length(frame))));
            vlans.add(burst.vid(frame));
            segments.add(burst.gsoType(frame) == VirtioNetHdr.GSO_UDP_L4 ? burst.gsoSize(frame) : 0);
            assertThat(burst.remote(frame)).isEqualTo(1);
        }
    }

    private boolean receive(List<byte[]> singles, byte[] bundle, int size) {
        singles.forEach(single -> vtep.addFrom(Vtep.PEER, single));
        int last = vtep.addFrom(Vtep.PEER, bundle);
        vtep.burst().slab().putNative16(last * Burst.DESCRIPTOR + GSO_SIZE, size);
        return ingress.receive(vtep.burst(), last + 1);
    }

    private boolean receive(byte[] bundle, int size) {
        return receive(List.of(), bundle, size);
    }

    private static byte[] joined(List<byte[]> datagrams) {
        ByteBuffer bundle = ByteBuffer.allocate(
                datagrams.stream().mapToInt(bytes -> bytes.length).sum());
        datagrams.forEach(bundle::put);
        return bundle.array();
    }

    private static byte[] numbered(int number, int length) {
        byte[] frame = Inner.plain(length);
        ByteBuffer.wrap(frame).putShort(length - 2, (short) number);
        return Vtep.datagram(HEADER, frame);
    }

    private static String frame(byte[] datagram) {
        return HexFormat.of().formatHex(datagram, 8, datagram.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 45, 64, 65, 128, 150})
    void datagramsOfABundleComeOutInOrder(int count) {
        List<byte[]> datagrams = IntStream.range(0, count)
                .mapToObj(number -> numbered(number, number == count - 1 ? 60 : 300))
                .toList();

        assertThat(receive(joined(datagrams), 308)).isTrue();
        assertThat(received)
                .isEqualTo(datagrams.stream().map(BundleIngressTest::frame).toList());
        assertThat(vlans).containsOnly(10);
        assertThat(segments).containsOnly(0);
        assertThat(vtep.counters().rxDrops()).isZero();
    }

    @Example
    void whatCameBeforeTheBundleStaysBefore() {
        List<byte[]> singles = IntStream.range(0, 63)
                .mapToObj(number -> numbered(number, 1000))
                .toList();
        List<byte[]> others = IntStream.range(63, 103)
                .mapToObj(number -> numbered(number, 1400))
                .toList();

        assertThat(receive(singles, joined(others), 1408)).isTrue();
        assertThat(received)
                .isEqualTo(Stream.concat(singles.stream(), others.stream())
                        .map(BundleIngressTest::frame)
                        .toList());
    }

    /** A call for several datagrams brings bundles, and singles behind them, which may be of the same station. */
    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void bundlesAmongOthersAreTakenInTheirTurn(int count) {
        List<byte[]> sent = new ArrayList<>();
        for (int frame = 0; frame < count; frame++) {
            boolean isBundle = frame >= count - BundleIngress.MOST && frame % 3 == 0;
            List<byte[]> datagrams = IntStream.range(0, isBundle ? 100 : 1)
                    .mapToObj(_ -> numbered(sent.size(), 100))
                    .toList();
            sent.addAll(datagrams);
            int at = vtep.addFrom(Vtep.PEER, joined(datagrams));
            vtep.burst().slab().putNative16(at * Burst.DESCRIPTOR + GSO_SIZE, isBundle ? 108 : 0);
        }

        assertThat(ingress.receive(vtep.burst(), count)).isTrue();
        assertThat(received)
                .isEqualTo(sent.stream().map(BundleIngressTest::frame).toList());
    }

    @Example
    void whatIsBehindAnAmbiguousBundleIsTaken() {
        vtep.addFrom(Vtep.PEER, numbered(0, 100));
        byte[] ambiguous = joined(List.of(numbered(1, 100), Vtep.datagram(OTHER, Inner.plain(100))));
        int at = vtep.addFrom(Vtep.PEER, ambiguous);
        vtep.burst().slab().putNative16(at * Burst.DESCRIPTOR + GSO_SIZE, 108);
        vtep.addFrom(Vtep.PEER, numbered(2, 100));

        assertThat(ingress.receive(vtep.burst(), 3)).isFalse();
        assertThat(received).containsExactly(frame(numbered(0, 100)), frame(numbered(2, 100)));
        assertThat(vtep.drops(DropReason.VXLAN_AMBIGUOUS)).isEqualTo(2);
    }

    @Example
    void theLastOneMayBeTooShort() {
        List<byte[]> datagrams = List.of(numbered(0, 60), numbered(1, 60), new byte[7]);

        assertThat(receive(joined(datagrams), 68)).isTrue();
        assertThat(received).hasSize(2);
        assertThat(vtep.drops(DropReason.VXLAN_TRUNCATED)).isEqualTo(1);
    }

    /** As Linux 6.18 hands over what a VXLAN device sends with UDP_SEGMENT of 1000 inside. */
    @ParameterizedTest
    @ValueSource(ints = {3, 7, 8, 100, 1000, 9000})
    void anUncutFrameStaysWhole(int size) {
        byte[] frame = Inner.udp(1, Inner.plain(30_000));

        assertThat(receive(List.of(numbered(1, 60)), Vtep.datagram(HEADER, frame), size))
                .isTrue();
        assertThat(received).hasSize(2).last().isEqualTo(HexFormat.of().formatHex(frame));
        assertThat(segments).containsExactly(0, size);
    }

    @Example
    void twoNetworksInOneBundleAreAmbiguous() {
        byte[] other = Vtep.datagram(OTHER, Inner.plain(60));

        assertThat(receive(joined(List.of(numbered(0, 60), other, numbered(2, 60))), 68))
                .isFalse();
        assertThat(received).isEmpty();
        assertThat(vtep.drops(DropReason.VXLAN_AMBIGUOUS)).isEqualTo(3);
    }

    /** The payload of an uncut frame that would be datagrams, for its own network or another. */
    @ParameterizedTest
    @ValueSource(strings = {HEADER, OTHER})
    void payloadThatMimicsDatagramsIsNotForwarded(String header) {
        int size = 200;
        byte[] payload = new byte[20 * size - 50];
        byte[] forged = Vtep.datagram(header, Inner.plain(size - 8));
        for (int at = size - 50; at + size <= payload.length; at += size) {
            System.arraycopy(forged, 0, payload, at, size);
        }

        assertThat(receive(Vtep.datagram(HEADER, Inner.udp(1, payload)), size)).isFalse();
        assertThat(received).isEmpty();
    }

    /** A station whose packet claims to be as long as its datagram and the next. */
    @Example
    void nobodySwallowsTheDatagramOfAnother() {
        byte[] greedy = Arrays.copyOf(Inner.udp(1, new byte[300]), 192);
        byte[] bundle = joined(List.of(Vtep.datagram(HEADER, greedy), Vtep.datagram(OTHER, Inner.plain(142))));

        assertThat(receive(bundle, 200)).isFalse();
        assertThat(received).isEmpty();
    }

    @Example
    void whatIsDiscardedIsCounted() {
        ingress.discard(5);

        assertThat(vtep.drops(DropReason.VXLAN_AMBIGUOUS)).isEqualTo(5);
    }

    @Property(tries = 300)
    void everyDatagramIsForwardedOrCounted(
            @ForAll @Size(min = 2, max = 200) byte[] bytes, @ForAll @IntRange(min = 1, max = 199) int size) {
        int segment = Math.min(size, bytes.length - 1);
        BundleIngressTest fresh = new BundleIngressTest();
        fresh.receive(bytes, segment);
        long handled = fresh.received.size() + fresh.vtep.counters().rxDrops();

        assertThat(handled).isIn(1L, (long) (bytes.length + segment - 1) / segment);
    }

    @Example
    void anEmptyBurstIsNothing() {
        assertThat(ingress.receive(vtep.burst(), 0)).isTrue();
        assertThat(received).isEqualTo(Collections.emptyList());
    }
}
