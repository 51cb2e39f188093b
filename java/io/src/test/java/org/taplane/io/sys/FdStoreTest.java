package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdStoreTest {
    private static final long PID = 4711;

    @Test
    void aDescriptorIsPutUnderItsNameAndRemoved(@TempDir Path directory) {
        Path path = directory.resolve("notify");
        FdStore store = new FdStore(new SystemdNotifier(Optional.of(path.toString())));
        try (Fd manager = Fd.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0);
                Fd memory = SealedMemory.write("test", new byte[] {42})) {
            Sockets.bind(manager, UnixAddress.of(path.toString(), "socket"), "notify");
            store.put("tap.web.0", memory.value());
            store.remove("tap.web.0");

            FdMessage put = FdMessage.receive(manager, 256);
            assertThat(text(put)).isEqualTo("FDSTORE=1\nFDPOLL=0\nFDNAME=tap.web.0");
            try (Fd kept = put.fds().getFirst()) {
                assertThat(SealedMemory.read(kept)).containsExactly(42);
            }
            FdMessage removed = FdMessage.receive(manager, 256);
            assertThat(text(removed)).isEqualTo("FDSTOREREMOVE=1\nFDNAME=tap.web.0");
            assertThat(removed.fds()).isEmpty();
        }
    }

    @Test
    void nothingIsTakenThatIsForAnotherProcess() {
        assertThat(FdStore.take(Map.of(), PID)).isEmpty();
        assertThat(FdStore.take(environment("17", "1", "a"), PID)).isEmpty();
        assertThat(FdStore.take(environment("4711", "many", "a"), PID)).isEmpty();
    }

    private static Map<String, String> environment(String pid, String count, String names) {
        return Map.of("LISTEN_PID", pid, "LISTEN_FDS", count, "LISTEN_FDNAMES", names);
    }

    private static String text(FdMessage message) {
        return new String(message.bytes(), StandardCharsets.US_ASCII);
    }
}
