package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedMemoryTest {
    @Test
    void whatWasWrittenIsRead() {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        try (Fd memory = SealedMemory.write("test", content)) {
            assertThat(SealedMemory.read(memory)).isEqualTo(content);
            assertThat(SealedMemory.read(memory)).as("again").isEqualTo(content);
        }
    }

    @Test
    void nobodyChangesItAfterwards() {
        try (Fd memory = SealedMemory.write("test", new byte[] {1, 2, 3})) {
            assertThat(Libc.write(memory.value(), Libc.struct(1), 1)).isEqualTo(-1);
            assertThat(Libc.errno()).isEqualTo(Errno.EPERM);
        }
    }

    @Test
    void whatCouldStillChangeIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (Fd ordinary = Fd.open(file.toString(), Libc.O_RDONLY);
                Fd open = Fd.of(Libc.memfd_create("test", 2))) {
            assertThatThrownBy(() -> SealedMemory.read(ordinary)).isInstanceOf(SysException.class);
            assertThatThrownBy(() -> SealedMemory.read(open)).hasMessageContaining("not sealed");
        }
    }
}
