package org.taplane.io.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

class UnixFileTest {
    @TempDir
    Path directory;

    private SocketName.Unix name() {
        return new SocketName.Unix(directory.resolve("s"));
    }

    @Test
    void hasItsModeAndGoesWithTheSocket() throws IOException {
        StreamListener listener = StreamListener.open(name(), 0620);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(name().path())))
                .isEqualTo("rw--w----");
        listener.close();
        assertThat(name().path()).doesNotExist();
    }

    @Test
    void whatAKilledDaemonLeftIsReplaced() {
        leaveBehind(Sockets.SOCK_STREAM);
        StreamListener.open(name(), 0600).close();
        leaveBehind(Sockets.SOCK_DGRAM);
        StreamListener.open(name(), 0600).close();
        leaveBehind(Sockets.SOCK_STREAM);
        DgramSocket.open(name(), new SocketName.Unix(directory.resolve("peer")), 0600)
                .close();

        assertThat(directory).isEmptyDirectory();
    }

    private void leaveBehind(int type) {
        try (Fd socket = Fd.socket(Sockets.AF_UNIX, type, 0)) {
            Sockets.bind(socket, name().address(), "s");
        }
        assertThat(name().path()).exists();
    }

    @Test
    void whatSomebodyHasIsLeftAlone() {
        try (StreamListener _ = StreamListener.open(name(), 0600)) {
            assertThatThrownBy(() -> StreamListener.open(name(), 0600))
                    .isInstanceOf(SysException.class)
                    .hasMessageContaining("another process has the socket");
            assertThatThrownBy(() -> DgramSocket.open(name(), new SocketName.Unix(directory.resolve("peer")), 0600))
                    .hasMessageContaining("another process has the socket");
            assertThat(name().path()).exists();
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(name().path(), "precious");

        assertThatThrownBy(() -> StreamListener.open(name(), 0600)).hasMessageContaining("is not a socket");
        assertThat(name().path()).hasContent("precious");
    }

    @Test
    void aFileThatSomebodyHasMadeSinceStays() throws IOException {
        StreamListener listener = StreamListener.open(name(), 0600);
        Files.delete(name().path());
        Files.writeString(name().path(), "another");

        listener.close();

        assertThat(name().path()).hasContent("another");
    }

    @Test
    void aDirectoryThatIsMissingIsTold() {
        SocketName.Unix nowhere = new SocketName.Unix(directory.resolve("no/s"));

        assertThatThrownBy(() -> StreamListener.open(nowhere, 0600))
                .hasMessageContaining("cannot make the socket " + nowhere)
                .hasMessageContaining("No such file");
    }
}
