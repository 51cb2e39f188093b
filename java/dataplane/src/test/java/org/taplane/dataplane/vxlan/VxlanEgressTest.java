package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Cut;
import org.taplane.dataplane.offload.Segmenter;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.RecordingSender;
import org.taplane.dataplane.tunnel.RecordingSender.Datagram;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

class VxlanEgressTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final VtepAddress SECOND = Vtep.address("10.0.0.3");
    private static final VtepAddress THIRD = Vtep.address("10.0.0.4");
    private static final String HEADER = "0800000000002a00";

    private static Vtep mesh() {
        return Vtep.of(Vtep.settings(VniMap.single(42), List.of(Vtep.PEER, SECOND, THIRD)));
    }

    private static List<String> segments(Vtep vtep, int frame) {
        Segmenter segmenter = new Segmenter();
        Slab scratch = Slab.allocate(Segmenter.scratchBytes(0));
        List<String> segments = new ArrayList<>();
        Cut cut = segmenter.cut(vtep.burst(), frame, scratch, 0, scratch.size(), 0);
        assertThat(cut).isEqualTo(Cut.DONE);
        while (cut == Cut.DONE) {
            IntStream.range(0, segmenter.segments())
                    .mapToObj(segment -> HEADER + HEX.formatHex(segmenter.copy(segment)))
                    .forEach(segments::add);
            cut = segmenter.cutOn(scratch, 0, scratch.size(), 0);
        }
        return segments;
    }

    /** Whoever receives such a message uncut could not tell it from a forgery. */
    @Test
    void aMessageCarriesOneNetworkOnly() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.byVlan(Map.of(10, 42, 20, 43)), List.of(Vtep.PEER)));
        for (int i = 0; i < 6; i++) {
            int frame = vtep.add(Inner.plain(60));
            vtep.burst().vid(frame, i < 3 ? 10 : 20);
        }
        vtep.transmit();

        assertThat(vtep.sender.messages()).isEqualTo(2);
    }

    @Test
    void theHeaderHasTheVniAndNothingReserved() {
        byte[] frame = Inner.plain(60);

        assertThat(Vtep.of(Vtep.settings()).transmit(frame)).singleElement().satisfies(datagram -> {
            assertThat(datagram.hex()).isEqualTo(HEADER + HEX.formatHex(frame));
            assertThat(datagram.to()).isEqualTo(Vtep.PEER);
            assertThat(datagram.tos()).isEqualTo(DatagramBatch.SOCKET_TOS);
        });
    }

    @Test
    void theFrameItselfStaysAsItWas() {
        Vtep vtep = Vtep.of(Vtep.settings());
        byte[] bytes = Inner.plain(60);
        int frame = vtep.add(bytes);
        int start = vtep.burst().start(frame);
        vtep.transmit();

        assertThat(vtep.burst().start(frame)).isEqualTo(start);
        assertThat(vtep.burst().slab().bytes(start, vtep.burst().length(frame))).isEqualTo(bytes);
    }

    /** A packet port puts back a tag that the kernel took out, the bridge pushes its own, then comes the header. */
    @Test
    void tagsLeaveRoomForTheHeader() {
        Vtep vtep = Vtep.of(Vtep.settings());
        List<String> frames = List.of(HEX.formatHex(Inner.plain(60)), HEX.formatHex(Inner.plain(68)));
        vtep.add(Inner.plain(60));
        int tagged = vtep.add(Inner.plain(60));
        vtep.burst().moveStart(tagged, -8);
        vtep.burst().slab().putBytes(vtep.burst().start(tagged), Inner.plain(68), 0, 68);

        assertThat(vtep.transmit())
                .extracting(datagram -> HEX.formatHex(datagram.frame()))
                .isEqualTo(frames);
    }

    @Test
    void floodedFramesGoToEachRemoteOnceInOrder() {
        Vtep vtep = mesh();
        List<String> frames = new ArrayList<>();
        for (int length = 60; length < 70; length++) {
            frames.add(HEADER + HEX.formatHex(Inner.plain(length)));
            vtep.add(Inner.plain(length));
        }
        List<Datagram> sent = vtep.transmit();

        assertThat(sent).hasSize(30);
        for (VtepAddress remote : List.of(Vtep.PEER, SECOND, THIRD)) {
            assertThat(sent)
                    .filteredOn(datagram -> datagram.to().equals(remote))
                    .map(Datagram::hex)
                    .isEqualTo(frames);
        }
        assertThat(vtep.counters().txFrames()).isEqualTo(30);
    }

    @Test
    void aFrameForOneRemoteGoesThereOnly() {
        Vtep vtep = mesh();
        vtep.burst().remote(vtep.add(Inner.plain(60)), 2);

        assertThat(vtep.transmit()).singleElement().extracting(Datagram::to).isEqualTo(SECOND);
    }

    @Test
    void aLearnedRemoteIsReachedButNotFlooded() {
        Vtep vtep = Vtep.of(Vtep.acceptingAnyRemote());
        int learned = vtep.tunnel.remotes().learn(THIRD.high(), THIRD.low());
        vtep.burst().remote(vtep.add(Inner.plain(60)), learned);
        vtep.add(Inner.plain(61));

        assertThat(vtep.transmit()).extracting(Datagram::to).containsExactly(THIRD, Vtep.PEER);
    }

    @Test
    void aGroupGetsFloodedFramesOnce() {
        VtepAddress group = Vtep.address("239.1.1.1");

        assertThat(Vtep.of(Vtep.toGroup(group)).transmit(Inner.plain(60)))
                .singleElement()
                .extracting(Datagram::to)
                .isEqualTo(group);
    }

    @Test
    void withoutARemoteFramesAreDropped() {
        Vtep lonely = Vtep.of(Vtep.settings(VniMap.single(42), List.of()));
        lonely.add(Inner.plain(60));
        lonely.burst().remote(lonely.add(Inner.plain(60)), 1);

        assertThat(lonely.transmit()).isEmpty();
        assertThat(lonely.drops(DropReason.NO_REMOTE)).isEqualTo(2);
        assertThat(lonely.counters().txDrops()).isEqualTo(2);
    }

    @Test
    void eachVlanHasItsVni() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.byVlan(Map.of(10, 0x10203, 20, 0)), List.of(Vtep.PEER)));
        for (int vlan : List.of(10, 20, 30)) {
            vtep.burst().vid(vtep.add(Inner.plain(60)), vlan);
        }

        assertThat(vtep.transmit())
                .extracting(datagram -> datagram.hex().substring(0, 16))
                .containsExactly("0800000001020300", "0800000000000000");
        assertThat(vtep.drops(DropReason.VLAN_NOT_ALLOWED)).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsDropped() {
        Vtep vtep = Vtep.of(Vtep.settings());
        vtep.add(Inner.plain(Vtep.MTU + 14));
        vtep.add(Inner.plain(Vtep.MTU + 15));
        vtep.addGso(3000, Vtep.MTU - 40 + 1);

        assertThat(vtep.transmit()).hasSize(1);
        assertThat(vtep.drops(DropReason.MTU_EXCEEDED)).isEqualTo(2);
    }

    @Test
    void aPartialChecksumIsCompleted() {
        Vtep vtep = Vtep.of(Vtep.settings());
        int frame = vtep.add(Inner.tcp(1234, 0, 100));
        vtep.burst().flags(frame, VirtioNetHdr.NEEDS_CSUM);
        vtep.burst().csumStart(frame, Inner.TRANSPORT);
        vtep.burst().csumOffset(frame, Inner.TCP_CHECKSUM);

        assertThat(vtep.transmit())
                .singleElement()
                .extracting(Datagram::hex)
                .isEqualTo(HEADER + HEX.formatHex(Inner.completeTcp(1234, 0, 100)));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 65000, 1400",
        "true, 65481, 1410",
        "true, 10, 1400",
        "true, 6400, 64",
        "true, 65000, 76",
        "true, 65000, 8",
        "false, 65000, 1400",
        "false, 65000, 76"
    })
    void aLongFrameIsCutIntoDatagrams(boolean kernelCuts, int payload, int size) {
        Vtep vtep = new Vtep(Vtep.settings(), new RecordingSender(kernelCuts, 16));
        int frame = vtep.addGso(payload, size);
        List<String> segments = segments(vtep, frame);
        List<Datagram> sent = vtep.transmit();

        assertThat(sent).extracting(Datagram::hex).isEqualTo(segments);
        assertThat(sent)
                .extracting(Datagram::socket)
                .containsOnly(sent.getFirst().socket());
        assertThat(vtep.counters().txFrames()).isEqualTo(1);
        assertThat(vtep.counters().txBytes()).isEqualTo(Inner.HEADERS + payload);
    }

    @Test
    void manyLongFramesForManyRemotesLoseNothing() {
        Vtep vtep = mesh();
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            segments.addAll(segments(vtep, vtep.addGso(64_000 - i, 1000)));
        }
        List<Datagram> sent = vtep.transmit();

        for (VtepAddress remote : List.of(Vtep.PEER, SECOND, THIRD)) {
            assertThat(sent)
                    .filteredOn(datagram -> datagram.to().equals(remote))
                    .map(Datagram::hex)
                    .isEqualTo(segments);
        }
        assertThat(vtep.counters().txFrames()).isEqualTo(36);
    }

    @Test
    void moreCopiesThanABatchHoldsLoseNothing() {
        List<VtepAddress> remotes = IntStream.range(2, 202)
                .mapToObj(host -> Vtep.address("10.0.0." + host))
                .toList();
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.single(42), remotes));
        for (int i = 0; i < Burst.CAPACITY; i++) {
            vtep.add(Inner.plain(60 + i));
        }

        assertThat(vtep.transmit()).hasSize(Burst.CAPACITY * 200).doesNotHaveDuplicates();
    }

    @Test
    void segmentsSmallerThanAnybodySendsAreNotSegmentable() {
        Vtep vtep = Vtep.of(Vtep.settings());
        vtep.addGso(60_000, 7);

        assertThat(vtep.transmit()).isEmpty();
        assertThat(vtep.drops(DropReason.NOT_SEGMENTABLE)).isEqualTo(1);
    }

    @Test
    void aFlowKeepsItsSocketAndFlowsUseThemAll() {
        Vtep vtep = Vtep.of(Vtep.settings());
        for (int round = 0; round < 16; round++) {
            for (int i = 0; i < Burst.CAPACITY; i++) {
                vtep.add(Inner.completeTcp(1000 + i * 16 + round, 0, 10));
            }
            vtep.transmit();
        }
        List<Integer> first = vtep.sender.sent().stream().map(Datagram::socket).toList();
        Vtep again = Vtep.of(Vtep.settings());
        for (int i = 0; i < Burst.CAPACITY; i++) {
            again.add(Inner.completeTcp(1000 + i * 16, 0, 900));
        }

        assertThat(again.transmit()).extracting(Datagram::socket).isEqualTo(first.subList(0, Burst.CAPACITY));
        assertThat(first).containsAll(IntStream.range(0, 16).boxed().toList());
    }

    /** Where it is the sockets' own, the kernel is not told. */
    private static int told(int tos, int own) {
        return tos == own ? DatagramBatch.SOCKET_TOS : tos;
    }

    private static List<Integer> outerTos(Vtep vtep, int tos) {
        vtep.add(Inner.completeTcp(1, tos, 0));
        vtep.add(Inner.ipv6(tos));
        vtep.add(Inner.tagged(Inner.ipv6(tos), 5));
        vtep.add(Inner.plain(60));
        return vtep.transmit().stream().map(Datagram::tos).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 0xb8, 0xff})
    void anInheritedTosIsTheInnerOne(int tos) {
        int outer = told(tos, 0);

        assertThat(outerTos(Vtep.of(Vtep.inheritingTos()), tos)).containsExactly(outer, outer, outer, told(0, 0));
    }

    /** RFC 6040 section 4.1, figure 3, normal mode. */
    @ParameterizedTest
    @CsvSource({"0, 0xb8", "0, 0xb9", "0, 0xba", "0, 0xbb", "0x28, 0", "0x28, 0xb9", "0x28, 0xba", "0x28, 0xbb"})
    void congestionNotificationIsCopiedWhateverTheDscp(int dscp, int tos) {
        int outer = told(dscp | (tos & 3), dscp);

        assertThat(outerTos(Vtep.of(Vtep.withDscp(dscp)), tos)).containsExactly(outer, outer, outer, told(dscp, dscp));
    }

    /** The kernel cuts a run into datagrams that all have its TOS. */
    @Test
    void framesOfDifferentCongestionAreNoRun() {
        Vtep vtep = Vtep.of(Vtep.settings());
        for (int ecn : List.of(2, 2, 3, 3, 2)) {
            vtep.add(Inner.completeTcp(1, ecn, 50));
        }

        assertThat(vtep.transmit()).extracting(Datagram::tos).containsExactly(2, 2, 3, 3, 2);
        assertThat(vtep.sender.messages()).isEqualTo(3);
    }

    @Test
    void eachRefusedCopyIsADrop() {
        Vtep vtep = mesh();
        vtep.sender.refuse();
        vtep.transmit(Inner.plain(60));

        assertThat(vtep.drops(DropReason.IO_ERROR)).isEqualTo(3);
        assertThat(vtep.counters().txFrames()).isZero();
    }

    @Test
    void framesOfOneSizeAndFlowAreOneMessage() {
        Vtep vtep = Vtep.of(Vtep.settings());
        List<byte[]> frames = List.of(
                Inner.completeTcp(1, 0, 50),
                Inner.completeTcp(1, 0, 50),
                Inner.completeTcp(1, 0, 50),
                Inner.completeTcp(1, 0, 51),
                Inner.completeTcp(1, 0, 50),
                Inner.completeTcp(2, 0, 50),
                Inner.completeTcp(2, 4, 50));
        frames.forEach(vtep::add);
        vtep.burst().remote(vtep.add(Inner.completeTcp(2, 4, 50)), 1);

        assertThat(vtep.transmit())
                .extracting(Datagram::frame)
                .containsAll(frames)
                .hasSize(8);
        assertThat(vtep.sender.messages()).isLessThanOrEqualTo(6);
        assertThat(vtep.counters().txFrames()).isEqualTo(8);
        assertThat(vtep.counters().txBytes()).isEqualTo(8 * 104 + 1);
    }

    @Test
    void withoutTheKernelsCuttingEachFrameIsAMessage() {
        Vtep vtep = new Vtep(Vtep.settings(), new RecordingSender(false, 16));
        for (int i = 0; i < 10; i++) {
            vtep.add(Inner.plain(60));
        }

        assertThat(vtep.transmit()).hasSize(10);
        assertThat(vtep.sender.messages()).isEqualTo(10);
    }

    @Test
    void aBurstIsOneCall() {
        Vtep vtep = mesh();
        for (int i = 0; i < Burst.CAPACITY; i++) {
            vtep.add(Inner.plain(60));
        }
        vtep.transmit();

        assertThat(vtep.sender.calls()).isEqualTo(1);
    }

    @Property(tries = 200)
    void whateverIsSentComesOutTheSame(
            @ForAll @Size(min = 1, max = 64) List<@IntRange(min = 14, max = Vtep.MTU + 14) Integer> lengths) {
        Vtep sending = Vtep.of(Vtep.settings());
        Vtep receiving = Vtep.of(Vtep.settings());
        lengths.forEach(length -> sending.add(Inner.plain(length)));
        sending.transmit().forEach(datagram -> receiving.addFrom(Vtep.PEER, datagram.bytes()));

        assertThat(receiving.receive())
                .extracting(Vtep.Received::hex)
                .isEqualTo(lengths.stream()
                        .map(length -> HEX.formatHex(Inner.plain(length)))
                        .toList());
    }
}
