package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taplane.nativeio.TapIo;
import org.taplane.nativeio.UdpIo;

class NativeLibraryTest {
    private static final int NO_DESCRIPTOR = -1;

    @Test
    void isMappedOnceHoweverManyClassesUseIt() throws IOException {
        assertThat(TapIo.receive(NO_DESCRIPTOR, 0, 0, 0, 0)).isZero();
        assertThat(UdpIo.receive(NO_DESCRIPTOR, 0, 0, 0, 0)).isZero();
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("libtaplane"))
                            .map(line -> line.replaceAll(".*/", ""))
                            .distinct())
                    .hasSize(1);
        }
    }
}
