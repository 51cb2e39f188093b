package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketFileTest {
    @TempDir
    Path directory;

    private Path parent;
    private Path socket;

    @BeforeEach
    void choosePath() {
        parent = directory.resolve("run");
        socket = parent.resolve("s");
    }

    @Test
    void hasItsModeAndADirectoryAndLeavesNothingElse() throws IOException {
        try (AdminServer _ = open()) {
            assertThat(mode(socket)).isEqualTo("rw-rw----");
            assertThat(mode(parent)).isEqualTo("rwxr-xr-x");
            assertThat(siblings()).containsExactly(socket);
        }
        assertThat(siblings()).isEmpty();
    }

    @Test
    void directoryThatIsThereKeepsItsMode() throws IOException {
        Files.createDirectory(
                parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (AdminServer _ = open()) {
            assertThat(mode(parent)).isEqualTo("rwx------");
        }
    }

    @Test
    void socketOfAKilledDaemonIsReplaced() throws IOException {
        leaveStaleSocket();
        try (AdminServer _ = open()) {
            assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
            assertThat(siblings()).containsExactly(socket);
        }
    }

    @Test
    void livingDaemonIsLeftAlone() throws IOException {
        try (AdminServer _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(AdminException.class)
                    .hasMessage("another daemon answers on " + socket);
            assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
            assertThat(siblings()).containsExactly(socket);
        }
    }

    @Test
    void fileThatIsNoSocketIsLeftAlone() throws IOException {
        Files.createDirectory(parent);
        Files.writeString(socket, "precious");
        assertThatThrownBy(this::open)
                .hasMessage(socket + " exists and is not a socket; remove it or choose another path");
        assertThat(socket).hasContent("precious");
        assertThat(siblings()).containsExactly(socket);
    }

    @Test
    void symbolicLinkIsNotFollowed() throws IOException {
        Files.createDirectory(parent);
        Path precious = Files.writeString(directory.resolve("precious"), "precious");
        Files.createSymbolicLink(socket, precious);
        assertThatThrownBy(this::open).hasMessageContaining("not a socket");
        assertThat(precious).hasContent("precious");
        assertThat(socket).isSymbolicLink();
    }

    @Test
    void successorsSocketIsNotRemoved() throws IOException {
        AdminServer first = open();
        Files.delete(socket);
        try (AdminServer _ = open()) {
            first.close();
            assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void aSuccessorTakesTheNameWithoutAMoment() throws IOException {
        AdminServer first = open();
        try (AdminServer next =
                AdminServer.bind(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)) {
            assertThat(new AdminClient(socket).bridges()).containsExactly(SampleState.BRIDGE);
            next.takeOver();
            assertThat(mode(socket)).isEqualTo("rw-rw----");
            assertThat(siblings()).containsExactly(socket);
            first.close();
            assertThat(new AdminClient(socket).upgrade()).isEqualTo(SampleState.UPGRADED);
        }
        assertThat(siblings()).isEmpty();
    }

    @Test
    void whoNeverTakesOverLeavesNothing() throws IOException {
        try (AdminServer _ = open()) {
            AdminServer.bind(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)
                    .close();
            assertThat(siblings()).containsExactly(socket);
        }
    }

    @Test
    void anUpgradeThatIsRefusedSaysWhy() throws IOException {
        Upgrading refusing = () -> {
            throw new UpgradeException("taplane.yaml:3:5: no", new IOException());
        };
        try (AdminServer _ = AdminServer.open(socket, new SampleState(), SampleConfig.live(), refusing)) {
            assertThatThrownBy(() -> new AdminClient(socket).upgrade())
                    .hasMessage("the daemon refused: taplane.yaml:3:5: no");
        }
    }

    @Test
    void directoryThatCannotBeMade() throws IOException {
        Files.writeString(parent, "a file in the way");
        assertThatThrownBy(this::open)
                .isInstanceOf(AdminException.class)
                .hasMessageStartingWith("cannot create the directory of " + socket + ": not a directory");
    }

    @Test
    void pathTooLongForASocket() {
        socket = directory.resolve("x".repeat(107));
        assertThatThrownBy(this::open)
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("too long a path for a socket");
    }

    private AdminServer open() throws AdminException {
        return AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade);
    }

    /** A bound socket outlives its process when that is killed. */
    private void leaveStaleSocket() throws IOException {
        Files.createDirectory(parent);
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
    }

    private Stream<Path> siblings() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.toList().stream();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
