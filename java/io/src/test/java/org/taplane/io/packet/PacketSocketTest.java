package org.taplane.io.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.netlink.LinkKind;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.TestNetns;

class PacketSocketTest {
    private static final byte[] PLAIN = Frames.of("020000000001 020000000002 88b5");
    private static final byte[] TAGGED = Frames.of("020000000001 020000000002 8100 a00a 88b5");
    private static final byte[] REPLY = Frames.of("020000000002 020000000001 88b5");

    private static final byte[] NETWORK_WAS_DOWN = {};
    private static final int QUIET_MILLIS = 200;
    private static final int NUMBER_OFFSET = 14;
    private static final int QUEUE_SAMPLE = 200;

    private TestNetns inside;

    @BeforeEach
    void open() {
        inside = TestNetns.create();
        try (Rtnetlink links = Rtnetlink.open(inside.netns())) {
            links.setUp(
                    links.create("a", new LinkKind.Veth("b", inside.netns())).index());
            links.setUp(links.link("b").orElseThrow().index());
        }
        inside.awaitRunning("a");
        inside.awaitRunning("b");
    }

    @AfterEach
    void close() {
        inside.close();
    }

    private PacketSocket join(String device, int queues) {
        return PacketSocket.open(new PacketSpec(device, inside.netns(), queues));
    }

    @Test
    void framesForOtherStationsPassBothWays() {
        try (PacketSocket a = join("a", 1);
                PacketSocket b = join("b", 1)) {
            Frames.write(a.fds()[0], PLAIN);
            assertThat(Frames.readLike(b.fds()[0], PLAIN, 14)).contains(PLAIN);
            Frames.write(b.fds()[0], REPLY);
            assertThat(Frames.readLike(a.fds()[0], REPLY, 14)).contains(REPLY);
            assertThat(inside.ip("-d -j link show a")).contains("\"promiscuity\":1");
        }
        assertThat(inside.ip("-d -j link show a")).contains("\"promiscuity\":0");
    }

    @Test
    void anInterfaceIsBoundUntilItIsDeletedOrMovesAway() {
        try (TestNetns other = TestNetns.create();
                PacketSocket a = join("a", 1);
                PacketSocket b = join("b", 1)) {
            inside.ip("link set dev a name c");
            assertThat(a.isBound()).isTrue();
            inside.ip("link set dev b netns " + other.name());
            assertThat(b.isBound()).isFalse();
            inside.ip("link delete dev c");
            assertThat(a.isBound()).isFalse();
        }
    }

    @Test
    void aTagIsInTheAuxiliaryData() {
        try (PacketSocket a = join("a", 1);
                PacketSocket b = join("b", 1)) {
            Frames.write(a.fds()[0], TAGGED);
            Auxdata received = Auxdata.receive(b.fds()[0]);
            while (!received.frameStartsWith(TAGGED, 12)) {
                received = Auxdata.receive(b.fds()[0]);
            }
            assertThat(received.hasTag()).isTrue();
            assertThat(received.tci()).isEqualTo(0xa00a);
        }
    }

    @Test
    void whatThisMachineSendsByTheInterfaceIsNotHeard() {
        try (PacketSocket a = join("a", 1);
                PacketSocket other = join("a", 1);
                PacketSocket b = join("b", 1)) {
            Frames.write(other.fds()[0], PLAIN);
            Frames.write(b.fds()[0], REPLY);
            assertThat(nextOfOurs(a.fds()[0])).isEqualTo(REPLY);
        }
    }

    @Test
    void queuesShareTheFramesAndHearNoOutput() {
        try (PacketSocket a = join("a", 4);
                PacketSocket b = join("b", 4);
                PacketSocket second = join("b", 4)) {
            Frames.write(b.fds()[2], REPLY);
            for (int i = 0; i < 100; i++) {
                Frames.write(a.fds()[i % 4], PLAIN);
            }
            assertThat(countPlain(b)).isEqualTo(100);
            assertThat(countPlain(second)).as("another group hears the same").isEqualTo(100);
        }
    }

    @Test
    void noFrameComesTwiceWhileTheQueuesOpen() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        try (PacketSocket a = join("a", 1)) {
            Thread sender = Thread.ofPlatform().start(() -> {
                for (int number = 0; !stop.get(); number++) {
                    Frames.write(a.fds()[0], numbered(number));
                }
            });
            try {
                for (int round = 0; round < 30; round++) {
                    try (PacketSocket b = join("b", 4)) {
                        assertThat(firstNumbers(b)).doesNotHaveDuplicates();
                    }
                }
            } finally {
                stop.set(true);
                sender.join();
            }
        }
    }

    private static byte[] numbered(int number) {
        byte[] frame = PLAIN.clone();
        ByteBuffer.wrap(frame).putInt(NUMBER_OFFSET, number);
        return frame;
    }

    /** The numbers of the frames that are in the queues: a frame that came twice is among the first of each. */
    private static List<Integer> firstNumbers(PacketSocket socket) {
        return Arrays.stream(socket.fds())
                .boxed()
                .flatMap(fd -> Stream.generate(() -> Frames.readNow(fd))
                        .limit(QUEUE_SAMPLE)
                        .takeWhile(Optional::isPresent))
                .flatMap(Optional::stream)
                .filter(frame -> Arrays.equals(frame, 0, NUMBER_OFFSET, PLAIN, 0, NUMBER_OFFSET))
                .map(frame -> ByteBuffer.wrap(frame).getInt(NUMBER_OFFSET))
                .toList();
    }

    /** How often our frame is there; none may be output. */
    private static int countPlain(PacketSocket socket) {
        return Arrays.stream(socket.fds()).map(PacketSocketTest::countPlain).sum();
    }

    private static int countPlain(int fd) {
        int count = 0;
        while (Frames.poll(fd, QUIET_MILLIS)) {
            byte[] frame = Frames.readNow(fd).orElse(NETWORK_WAS_DOWN);
            assertThat(Arrays.copyOf(frame, 14)).isNotEqualTo(Arrays.copyOf(REPLY, 14));
            count += Arrays.equals(frame, PLAIN) ? 1 : 0;
        }
        return count;
    }

    private static byte[] nextOfOurs(int fd) {
        byte[] frame = Frames.read(fd).orElseThrow();
        while ((frame[12] & 0xff) != 0x88 || (frame[13] & 0xff) != 0xb5) {
            frame = Frames.read(fd).orElseThrow();
        }
        return frame;
    }

    @Test
    void aMissingDeviceIsNamed() {
        assertThatThrownBy(() -> join("eth9", 1))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .hasMessage("device eth9 does not exist in network namespace \"" + inside.name() + "\"");
    }

    @Test
    void aDeviceThatIsDownCanBeJoinedAndWorksOnceUp() {
        inside.ip("link set dev b down");
        try (PacketSocket b = join("b", 2);
                PacketSocket a = join("a", 1)) {
            inside.ip("link set dev b up");
            inside.awaitRunning("a");
            Frames.write(a.fds()[0], PLAIN);
            assertThat(countPlain(b)).isEqualTo(1);
        }
    }

    @Test
    void everyDescriptorIsNonBlocking() {
        try (PacketSocket a = join("a", 2)) {
            for (int fd : a.fds()) {
                assertThat(Libc.fcntl(fd, Libc.F_GETFL, 0) & Libc.O_NONBLOCK).isNotZero();
            }
        }
    }
}
