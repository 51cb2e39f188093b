package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.io.testkit.TestNetns;

class SystemdNotifierTest {
    @Test
    void readyAndStoppingReachASocketInTheFileSystem(@TempDir Path directory) {
        Path path = directory.resolve("notify");
        try (Fd manager = listen(path.toString())) {
            SystemdNotifier notifier = new SystemdNotifier(Optional.of(path.toString()));
            notifier.ready();
            notifier.stopping();

            assertThat(receive(manager)).isEqualTo("READY=1");
            assertThat(receive(manager)).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void anAbstractNameIsUnderstood() {
        String name = TestNetns.uniqueName();
        try (Fd manager = listen("\0" + name)) {
            new SystemdNotifier(Optional.of("@" + name)).ready();

            assertThat(receive(manager)).isEqualTo("READY=1");
        }
    }

    @Test
    void nothingHappensWithoutASocket() {
        assertThatCode(() -> new SystemdNotifier(Optional.empty()).ready()).doesNotThrowAnyException();
        assertThatCode(() -> new SystemdNotifier(Optional.of("")).ready()).doesNotThrowAnyException();
    }

    @Test
    void aSocketThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> new SystemdNotifier(Optional.of("/no/such/socket")).ready())
                .isInstanceOf(SysException.class)
                .hasMessageContaining("/no/such/socket");
        assertThatThrownBy(() -> new SystemdNotifier(Optional.of("relative")).ready())
                .isInstanceOf(SysException.class)
                .hasMessageContaining("neither a path nor an abstract name");
    }

    @Test
    void aManagerThatWatchesIsToldThatAllIsWell(@TempDir Path directory) {
        Path path = directory.resolve("notify");
        try (Fd manager = listen(path.toString())) {
            SystemdNotifier notifier = new SystemdNotifier(Optional.of(path.toString()), Optional.of("30000000"));
            notifier.alive();
            assertThat(notifier.watchdog()).contains(Duration.ofSeconds(30));
            assertThat(receive(manager)).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void nobodyWatchesWithoutASocketOrATime() {
        assertThat(new SystemdNotifier(Optional.of("/run/x")).watchdog()).isEmpty();
        assertThat(new SystemdNotifier(Optional.empty(), Optional.of("30000000")).watchdog())
                .isEmpty();
        for (String nonsense : new String[] {"", "0", "-1", "1.5", "a lot", "99999999999999999999"}) {
            assertThat(new SystemdNotifier(Optional.of("/run/x"), Optional.of(nonsense)).watchdog())
                    .as(nonsense)
                    .isEmpty();
        }
    }

    private static Fd listen(String name) {
        Fd socket = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer address = Libc.struct(2 + path.length)
                .putShort(0, (short) Sockets.AF_UNIX)
                .put(2, path);
        Sockets.bind(socket, address, name);
        return socket;
    }

    private static String receive(Fd socket) {
        ByteBuffer buffer = Libc.struct(64);
        int length = Libc.check("recv", (int) Libc.recv(socket.value(), buffer, 64, 0));
        return StandardCharsets.US_ASCII.decode(buffer.limit(length)).toString();
    }
}
