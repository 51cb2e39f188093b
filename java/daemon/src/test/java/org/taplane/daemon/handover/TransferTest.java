package org.taplane.daemon.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdChannel;
import org.taplane.io.sys.SealedMemory;

class TransferTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Legacy LEGACY = new Legacy("bridges: {}", 7, Map.of(), Map.of(), ByteBuffer.allocate(0));

    private Conversation old;
    private Conversation fresh;

    @BeforeEach
    void open() {
        try (FdChannel.Listener listener = FdChannel.listen("@taplane-transfer-test-" + System.nanoTime())) {
            fresh = new Conversation(FdChannel.connect(listener.name()));
            old = new Conversation(listener.accept(SOON).orElseThrow());
        }
    }

    @AfterEach
    void close() {
        old.close();
        fresh.close();
    }

    @Test
    void descriptorsArriveUnderTheirNamesInOrder() throws HandoverException {
        List<Fd> fds = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            fds.add(SealedMemory.write("test", new byte[] {(byte) i}));
        }
        Estate estate = new Estate();
        estate.add("tap.web", numbers(fds.subList(0, 100)));
        estate.add("packet.wire", numbers(fds.subList(100, 150)));
        Transfer.offer(old, estate, LEGACY);
        Transfer.Offered offered = Transfer.receive(fresh, SOON);

        assertThat(offered.legacy()).isEqualTo(LEGACY);
        assertThat(contents(offered.fds().take("tap.web"))).isEqualTo(contents(fds.subList(0, 100)));
        assertThat(contents(offered.fds().take("packet.wire"))).isEqualTo(contents(fds.subList(100, 150)));
        assertThat(offered.fds().take("tap.web")).as("a second time").isEmpty();
    }

    private static int[] numbers(List<Fd> fds) {
        return fds.stream().mapToInt(Fd::value).toArray();
    }

    private static List<Integer> contents(List<Fd> fds) {
        List<Integer> contents =
                fds.stream().map(fd -> (int) SealedMemory.read(fd)[0]).toList();
        fds.forEach(Fd::close);
        return contents;
    }

    @Test
    void whatNobodyTakesIsClosed() throws HandoverException {
        try (Fd memory = SealedMemory.write("test", new byte[1])) {
            Estate estate = new Estate();
            estate.add("tap.web", new int[] {memory.value()});
            Transfer.offer(old, estate, LEGACY);
        }
        long before = memories();
        Transfer.Offered offered = Transfer.receive(fresh, SOON);
        assertThat(memories()).isEqualTo(before + 1);
        offered.fds().close();
        assertThat(memories()).isEqualTo(before);
    }

    private static long memories() {
        return Stream.of(
                        Objects.requireNonNull(Path.of("/proc/self/fd").toFile().list()))
                .filter(fd -> TransferTest.target(fd).contains("memfd:test"))
                .count();
    }

    private static String target(String fd) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", fd)).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void aFailureIsToldInItsWords() throws HandoverException {
        old.say(Kind.FAILED, "taplane.yaml:3:5: no");
        assertThatThrownBy(() -> fresh.await(Kind.STOPPED, SOON)).hasMessage("taplane.yaml:3:5: no");
    }

    @Test
    void silenceDeathAndNonsenseAreFailures() throws HandoverException {
        assertThatThrownBy(() -> fresh.await(Kind.STOPPED, Duration.ZERO)).hasMessageContaining("stopped in time");
        old.say(Kind.DONE);
        assertThatThrownBy(() -> fresh.await(Kind.STOPPED, SOON)).hasMessageContaining("says done and not stopped");
        old.say(Kind.OFFERED);
        assertThatThrownBy(() -> Transfer.receive(fresh, SOON)).hasMessageContaining("tells nothing");
        old.say(Kind.OFFERED, "", List.of(1));
        assertThatThrownBy(() -> Transfer.receive(fresh, SOON)).hasMessageContaining("cannot be read");
        old.close();
        assertThatThrownBy(() -> fresh.await(Kind.STOPPED, SOON)).hasMessageContaining("is gone");
        assertThatThrownBy(() -> fresh.say(Kind.PREPARED)).hasMessageContaining("is gone");
    }
}
