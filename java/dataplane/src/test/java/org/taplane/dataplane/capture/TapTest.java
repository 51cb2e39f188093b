package org.taplane.dataplane.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.dataplane.capture.BpfProgram.Instruction;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.Stage;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Direction;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.VirtioNetHdr;

/** What a tap sees, and what becomes of it. */
final class TapTest {
    private static final String FRAME = "0200000000020200000000010800" + "00".repeat(46);
    private static final String TAGGED = "02000000000202000000000181006007" + "0800" + "00".repeat(46);
    private static final long ALL_TIME = Long.MAX_VALUE / 2;

    private final CaptureRings rings = new CaptureRings(2, BpfProgram.ALL, 100, 1 << 12);
    private final Tap tap = rings.newTap();
    private final Burst burst = Burst.allocate(1, 1 << 18);
    private final PortCounters counters = new PortCounters();

    @Test
    void whatComesInIsCopiedAndGoesOn() {
        write(0, FRAME);
        write(1, TAGGED);
        Feature feature = tap.received(42);
        assertThat(feature.stage()).isEqualTo(Stage.RECEIVED);
        assertThat(feature.pass(burst, 3, counters)).isEqualTo(3);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(rings.direction()).isEqualTo(Direction.RECEIVED);
        assertThat(rings.vid()).isEqualTo(42);
        assertThat(rings.length()).isEqualTo(60);
        assertThat(rings.bytes()).asHexString().isEqualToIgnoringCase(FRAME);
        assertThat(rings.dropReason()).isEmpty();
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(rings.vid()).isEqualTo(7);
        assertThat(rings.next(System.nanoTime())).isFalse();
        assertThat(tap.captured()).isEqualTo(2);
    }

    @Test
    void aFrameThatIsTooShortForAnythingIsCopiedToo() {
        for (int length = 0; length < 20; length++) {
            write(0, TAGGED.substring(0, 2 * length));
            tap.received(1).pass(burst, 1, counters);
            assertThat(rings.next(System.nanoTime())).isTrue();
            assertThat(rings.bytes()).hasSize(length);
        }
    }

    @Test
    void whatLeavesIsCopiedBeforeThePortHasIt() {
        write(0, FRAME);
        burst.vid(0, 5);
        burst.remote(0, 9);
        burst.gsoType(0, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(0, 1448);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        FrameList list = new FrameList();
        list.add(0);
        tap.around(scribbling(), 1).transmit(burst, list);
        assertThat(counters.txFrames()).isEqualTo(1);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(rings.direction()).isEqualTo(Direction.SENT);
        assertThat(List.of(rings.vid(), rings.remote(), rings.gsoType(), rings.gsoSize(), rings.flags()))
                .containsExactly(5, 9, VirtioNetHdr.GSO_TCPV4, 1448, VirtioNetHdr.NEEDS_CSUM);
        assertThat(rings.bytes()).asHexString().isEqualToIgnoringCase(FRAME);
    }

    private Port scribbling() {
        return new Port() {
            @Override
            public void transmit(Burst given, FrameList frames) {
                given.slab().putU64(given.start(0), -1);
                counters.sent(frames.size(), 0);
            }

            @Override
            public PortCounters counters() {
                return counters;
            }
        };
    }

    @Test
    void dropsAreSeenWithTheirReasonIfThatIsWanted() {
        write(0, FRAME);
        write(1, FRAME);
        counters.showDropsTo(tap.drops(1, Set.of(DropReason.STORM_CONTROL)));
        counters.dropReceived(DropReason.TOO_SHORT, burst, 3);
        counters.dropSent(DropReason.STORM_CONTROL, burst, 2);
        counters.dropSent(DropReason.STORM_CONTROL, 5);
        counters.showDropsTo();
        counters.dropSent(DropReason.STORM_CONTROL, burst, 3);
        assertThat(counters.txDrops()).isEqualTo(8);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(rings.dropReason()).isEqualTo(Optional.of(DropReason.STORM_CONTROL));
        assertThat(rings.direction()).isEqualTo(Direction.SENT);
        assertThat(rings.next(System.nanoTime())).isFalse();
    }

    @Test
    void longFramesAreCutAndTheFilterRefuses() {
        BpfProgram longer = BpfProgram.of(List.of(
                new Instruction(0x80, 0, 0, 0),
                new Instruction(0x25, 0, 1, 60),
                new Instruction(0x06, 0, 0, 1),
                new Instruction(0x06, 0, 0, 0)));
        CaptureRings some = new CaptureRings(2, longer, 100, 1 << 12);
        write(0, FRAME);
        write(1, FRAME + "00".repeat(1000));
        some.newTap().received(1).pass(burst, 3, counters);
        assertThat(some.next(System.nanoTime())).isTrue();
        assertThat(some.length()).isEqualTo(1060);
        assertThat(some.bytes()).hasSize(100);
        assertThat(some.next(System.nanoTime())).isFalse();
    }

    @Test
    void whatDoesNotFitIsLostAndCounted() {
        write(0, FRAME);
        for (int i = 0; i < 100; i++) {
            tap.received(1).pass(burst, 1, counters);
        }
        assertThat(tap.captured()).isEqualTo((1 << 12) / 96);
        assertThat(tap.captured() + tap.lost()).isEqualTo(100);
    }

    @Test
    void shardsAreMergedInOrderOfTime() {
        Burst other = Burst.allocate(0, 1 << 16);
        write(0, FRAME);
        other.set(0, Burst.dataOffset() + 64, 14);
        for (int i = 0; i < 6; i++) {
            tap.received(1).pass(i % 2 == 0 ? burst : other, 1, counters);
        }
        List<Integer> lengths = new ArrayList<>();
        long before = 0;
        while (rings.next(ALL_TIME)) {
            assertThat(rings.when()).isGreaterThanOrEqualTo(before);
            before = rings.when();
            lengths.add(rings.length());
        }
        assertThat(lengths).containsExactly(60, 14, 60, 14, 60, 14);
    }

    @Test
    void aFrameThatIsTooNewWaits() {
        long before = System.nanoTime();
        write(0, FRAME);
        tap.received(1).pass(burst, 1, counters);
        assertThat(rings.next(before)).isFalse();
        assertThat(rings.next(System.nanoTime())).isTrue();
    }

    /** A reader beside a shard: what is read is whole, in order, and with what is lost all that there was. */
    @Test
    @Timeout(60)
    void aReaderReadsWhileAShardWrites() throws InterruptedException {
        int count = 200_000;
        Thread shard = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < count; i++) {
                burst.set(0, Burst.dataOffset() + 64, 14 + i % 80);
                burst.slab().putU32(burst.start(0), i);
                tap.received(1).pass(burst, 1, counters);
            }
        });
        long seen = 0;
        long last = -1;
        boolean over = false;
        while (!over) {
            over = !shard.isAlive();
            while (rings.next(ALL_TIME)) {
                long number = Long.parseLong(HexFormat.of().formatHex(rings.bytes(), 0, 4), 16);
                assertThat(number).isGreaterThan(last);
                assertThat(rings.length()).isEqualTo(14 + (int) number % 80);
                last = number;
                seen++;
            }
        }
        shard.join();
        assertThat(seen).isEqualTo(tap.captured());
        assertThat(seen + tap.lost()).isEqualTo(count);
    }

    private void write(int frame, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        int start = Burst.dataOffset() + 64 + frame * 4096;
        burst.set(frame, start, bytes.length);
        burst.slab().putBytes(start, bytes, 0, bytes.length);
    }
}
