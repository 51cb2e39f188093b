package org.taplane.io.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.io.netlink.LinkKind;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.Heirs;
import org.taplane.io.testkit.TestNetns;

@SuppressWarnings("try") // who had it closes it before the end, so that the heir has it alone
class PacketAdoptionTest {
    private static final byte[] FRAME = Frames.of("020000000001 020000000002 88b5");

    private final TestNetns inside = TestNetns.create();

    @BeforeEach
    void open() {
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

    private PacketSpec spec(String device, int queues) {
        return new PacketSpec(device, inside.netns(), queues);
    }

    /** What came before the change of hands is read after it, once. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "1, 3", "2, 3"})
    void framesWaitForTheHeir(int before, int after) {
        try (PacketSocket far = PacketSocket.open(spec("b", 1));
                PacketSocket first = PacketSocket.open(spec("a", before))) {
            Frames.write(far.fds()[0], FRAME);
            try (PacketSocket adopted = PacketSocket.adopt(spec("a", after), Heirs.of(first.fds()))) {
                first.close();
                assertThat(adopted.fds()).hasSize(after);
                assertThat(readAll(adopted)).isEqualTo(1);
                Frames.write(far.fds()[0], FRAME);
                assertThat(readAll(adopted)).isEqualTo(1);
            }
        }
    }

    private static long readAll(PacketSocket socket) {
        return Arrays.stream(socket.fds())
                .mapToLong(fd -> Stream.generate(() -> Frames.readNow(fd))
                        .takeWhile(Optional::isPresent)
                        .filter(frame -> Arrays.equals(frame.orElseThrow(), 0, 14, FRAME, 0, 14))
                        .count())
                .sum();
    }

    @Test
    void queuesOfShardsThatAreNoMoreAreClosed() {
        try (PacketSocket far = PacketSocket.open(spec("b", 1));
                PacketSocket first = PacketSocket.open(spec("a", 3));
                PacketSocket adopted = PacketSocket.adopt(spec("a", 1), Heirs.of(first.fds()))) {
            first.close();
            assertThat(adopted.fds()).hasSize(1);
            Frames.write(far.fds()[0], FRAME);
            assertThat(readAll(adopted)).isEqualTo(1);
        }
    }

    @Test
    void anInterfaceThatIsGoneIsRefused() {
        try (PacketSocket first = PacketSocket.open(spec("a", 1))) {
            inside.ip("link del dev a");
            List<Fd> heirs = Heirs.of(first.fds());
            assertThatThrownBy(() -> PacketSocket.adopt(spec("a", 1), heirs)).isInstanceOf(SysException.class);
            assertThatThrownBy(heirs.getFirst()::value).hasMessageContaining("closed");
        }
    }
}
