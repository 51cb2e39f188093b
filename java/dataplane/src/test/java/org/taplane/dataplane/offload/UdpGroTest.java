package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.UdpStreams.Step;
import org.taplane.dataplane.offload.UdpStreams.Twist;
import org.taplane.wire.VirtioNetHdr;

/** Joined UDP datagrams, cut again by the {@link Segmenter}, are the datagrams that came, each with its boundaries. */
final class UdpGroTest {
    private static final int SIZE = 100;

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> flow = Arbitraries.integers().between(0, UdpStreams.FLOWS - 1);
        Arbitrary<Twist> twist = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just(Twist.NONE)), Tuple.of(3, Arbitraries.of(Twist.class)));
        return Combinators.combine(flow, twist).as(Step::new).list().ofMaxSize(Burst.CAPACITY);
    }

    @Property
    void cuttingGivesBackWhatCame(@ForAll("steps") List<Step> steps, @ForAll long seed) {
        List<Packet> packets = new UdpStreams(seed, SIZE).packets(steps);

        assertThat(Packet.byFlow(Joined.of(packets).packets())).isEqualTo(Packet.byFlow(packets));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void datagramsBecomeOneFrame(int flow) {
        Joined joined = Joined.of(new UdpStreams(1, SIZE).packets(Collections.nCopies(Burst.CAPACITY, usual(flow))));

        assertThat(joined.entries()).isEqualTo(1);
        assertThat(joined.frames(0)).isEqualTo(Burst.CAPACITY);
        assertThat(joined.gsoSize(0)).isEqualTo(SIZE);
        assertThat(joined.gsoType(0)).isEqualTo(VirtioNetHdr.GSO_UDP_L4);
    }

    @Example
    void interleavedFlowsAreJoinedEachForItself() {
        List<Step> steps = IntStream.range(0, 60).mapToObj(i -> usual(i % 3)).toList();

        assertThat(Joined.of(new UdpStreams(1, SIZE).packets(steps)).entries()).isEqualTo(3);
    }

    @Example
    void joinedFrameFitsAnIpDatagram() {
        List<Packet> packets = new UdpStreams(1, 1472).packets(Collections.nCopies(64, usual(0)));
        Joined joined = Joined.of(packets);

        assertThat(joined.entries()).isEqualTo(2);
        assertThat(joined.frames(0)).isEqualTo(44);
        assertThat(joined.packets()).isEqualTo(packets);
    }

    /** The third of four datagrams breaks the train, ends it, or stays out of it. */
    @ParameterizedTest
    @EnumSource
    void whatDiffersIsNotJoined(Twist twist) {
        List<Packet> packets =
                new UdpStreams(7, SIZE).packets(List.of(usual(0), usual(0), new Step(0, twist), usual(0)));
        Joined joined = Joined.of(packets);

        assertThat(joined.entries()).isEqualTo(twist.entries());
        assertThat(joined.packets())
                .extracting(Packet::hex)
                .isEqualTo(packets.stream().map(Packet::hex).toList());
    }

    @Example
    void damagedHeadIsNotJoined() {
        List<Packet> packets =
                new UdpStreams(7, SIZE).packets(List.of(new Step(0, Twist.UDP_CHECKSUM), usual(0), usual(0)));

        assertThat(Joined.of(packets).entries()).isEqualTo(2);
    }

    @Example
    void shortDatagramsAreLeftAlone() {
        List<Packet> packets = new UdpStreams(7, 18).packets(Collections.nCopies(10, usual(0)));

        assertThat(Joined.of(packets).entries()).isEqualTo(10);
    }

    @Example
    void aFarEndThatTakesNoneGetsNone() {
        Burst burst = Joined.burst(new UdpStreams(7, SIZE).packets(Collections.nCopies(10, usual(0))));
        FrameList frames = new FrameList();
        IntStream.range(0, 10).forEach(frames::add);

        assertThat(new Gro(true).join(burst, frames)).isTrue();
        assertThat(new Gro(false).join(burst, frames)).isFalse();
    }

    private static Step usual(int flow) {
        return new Step(flow, Twist.NONE);
    }
}
