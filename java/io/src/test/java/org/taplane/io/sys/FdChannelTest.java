package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.io.testkit.TestNetns;

class FdChannelTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NOW = Duration.ZERO;

    @Test
    void aDescriptorIsTheSameFileOnTheOtherSide(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        try (Pair pair = new Pair();
                Fd open = Fd.open(file.toString(), Libc.O_RDONLY)) {
            pair.one.send(bytes("take this"), List.of(open.value()));
            FdChannel.Message message = pair.other.receive(SOON).orElseThrow();

            assertThat(message.bytes()).isEqualTo(bytes("take this"));
            try (Fd received = message.fds().getFirst()) {
                assertThat(received.value()).isNotEqualTo(open.value());
                assertThat(Files.readString(Path.of("/proc/self/fd/" + received.value())))
                        .isEqualTo("content");
                assertThat(Libc.fcntl(received.value(), 1, 0))
                        .as("close-on-exec")
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void messagesStayWholeAndInOrder() {
        try (Pair pair = new Pair();
                Fd open = Fd.open("/dev/null", Libc.O_RDONLY)) {
            byte[] longest = new byte[FdChannel.MAX_BYTES];
            pair.one.send(longest, Collections.nCopies(FdChannel.MAX_FDS, open.value()));
            pair.one.send(bytes("second"), List.of());

            FdChannel.Message first = pair.other.receive(SOON).orElseThrow();
            first.fds().forEach(Fd::close);
            assertThat(first.bytes()).isEqualTo(longest);
            assertThat(first.fds()).hasSize(FdChannel.MAX_FDS);
            assertThat(pair.other.receive(SOON).orElseThrow().bytes()).isEqualTo(bytes("second"));
        }
    }

    @Test
    void aPeerThatIsSilentIsNotOneThatIsGone() {
        try (Pair pair = new Pair()) {
            assertThat(pair.other.receive(NOW)).isEmpty();
            pair.one.close();
            assertThatThrownBy(() -> pair.other.receive(SOON))
                    .isInstanceOf(SysException.class)
                    .hasMessageContaining("hung up");
            assertThatThrownBy(() -> pair.other.send(bytes("anybody?"), List.of()))
                    .isInstanceOf(SysException.class)
                    .hasMessageContaining("Broken pipe");
        }
    }

    @Test
    void nobodyComesOrListens() {
        String name = "@" + TestNetns.uniqueName();
        try (FdChannel.Listener listener = FdChannel.listen(name)) {
            assertThat(listener.accept(NOW)).isEmpty();
        }
        assertThatThrownBy(() -> FdChannel.connect(name)).hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> FdChannel.connect("name")).hasMessageContaining("neither a path nor an abstract name");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Pair implements AutoCloseable {
        private final FdChannel one;
        private final FdChannel other;

        Pair() {
            try (FdChannel.Listener listener = FdChannel.listen("@" + TestNetns.uniqueName())) {
                one = FdChannel.connect(listener.name());
                other = listener.accept(SOON).orElseThrow();
            }
        }

        @Override
        public void close() {
            one.close();
            other.close();
        }
    }
}
