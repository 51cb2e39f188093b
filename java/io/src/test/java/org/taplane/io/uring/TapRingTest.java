package org.taplane.io.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Errno;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapSpec;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.TestNetns;
import org.taplane.nativeio.ReceiveResult;

class TapRingTest {
    private static final int LONGEST_FRAME = 66 * 1024;
    private static final int MARK = 14;

    private final Burst burst = Burst.allocate(Burst.CAPACITY * LONGEST_FRAME);
    private TestNetns inside;
    private TapDevice tap;
    private PacketSocket host;

    @BeforeEach
    void open() {
        inside = TestNetns.create();
        tap = TapDevice.create(new TapSpec(
                "web", inside.netns(), 1, FlowSteering.among(1), OptionalInt.empty(), OptionalLong.empty(), List.of()));
        openHost();
    }

    private void openHost() {
        host = PacketSocket.open(new PacketSpec("web", inside.netns(), 1));
    }

    @AfterEach
    void close() {
        host.close();
        tap.close();
        inside.close();
    }

    private int queue() {
        return tap.fds()[0];
    }

    /** What the host says by itself (router solicitations and the like) is not ours. */
    private void send(int mark) {
        Frames.write(host.fds()[0], Frames.of("ffffffffffff 020000000002 88b5 %02x".formatted(mark)));
    }

    /** The marks of our frames that come, in their order, up to {@code last}. */
    private List<Integer> marks(TapRing ring, int last) {
        List<Integer> marks = new ArrayList<>();
        while (!marks.contains(last)) {
            assertThat(Frames.poll(queue(), 5000)).as("there are frames").isTrue();
            int count = ReceiveResult.frames(ring.receive(burst));
            for (int frame = 0; frame < count; frame++) {
                if (burst.slab().u16(burst.start(frame) + 12) == 0x88b5) {
                    marks.add(burst.slab().u8(burst.start(frame) + MARK));
                }
            }
        }
        return marks;
    }

    @Test
    void framesComeInOrderAlsoWhenThereAreMoreThanABurstHolds() {
        try (TapRing ring = TapRing.open(queue())) {
            for (int mark = 0; mark < 200; mark++) {
                send(mark);
            }
            assertThat(marks(ring, 199)).hasSize(200).isSorted();
        }
    }

    @Test
    void theLinkMayGoDownAndUp() {
        try (TapRing ring = TapRing.open(queue())) {
            send(1);
            assertThat(marks(ring, 1)).containsExactly(1);
            inside.ip("link set web down");
            assertThat(ReceiveResult.errno(ring.receive(burst))).isZero();
            inside.ip("link set web up");
            host.close(); // it has yet to say that the link was down
            openHost();
            send(2);
            assertThat(marks(ring, 2)).containsExactly(2);
        }
    }

    @Test
    void aDeviceThatIsDeletedIsToldOnceAndForAll() {
        try (TapRing ring = TapRing.open(queue())) {
            send(1);
            assertThat(marks(ring, 1)).containsExactly(1);
            inside.ip("link del web");
            while (ReceiveResult.errno(ring.receive(burst)) != Errno.EBADFD) {
                assertThat(Frames.poll(queue(), 5000)).as("the end is told").isTrue();
            }
            assertThat(ReceiveResult.errno(ring.receive(burst))).isEqualTo(Errno.EBADFD);
        }
    }

    @Test
    void theDeviceGoesAtOnceWhenRingAndDeviceAreClosed() {
        TapRing ring = TapRing.open(queue());
        send(1);
        assertThat(marks(ring, 1)).containsExactly(1);
        ring.close();
        tap.close();
        assertThat(inside.ip("link")).doesNotContain("web");
    }

    @Test
    void withoutItsRingTheDeviceGivesFramesAsBefore() {
        TapRing.open(queue()).close();
        byte[] frame = Frames.of("ffffffffffff 020000000002 88b5");
        Frames.write(host.fds()[0], frame);
        assertThat(Frames.readLike(queue(), frame, 14)).contains(frame);
    }

    @Test
    void onlyTheThreadThatOpenedItMayRead() throws InterruptedException {
        try (TapRing ring = TapRing.open(queue())) {
            long[] result = new long[1];
            Thread.ofPlatform().start(() -> result[0] = ring.receive(burst)).join();
            assertThat(ReceiveResult.errno(result[0])).isEqualTo(Errno.EEXIST);
        }
    }
}
