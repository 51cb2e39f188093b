package org.taplane.daemon.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.WorkerConfig.Io;
import org.taplane.io.sys.SysException;

class TapReadingTest {
    private static final Optional<String> POSSIBLE = Optional.empty();
    private static final Optional<String> FORBIDDEN = Optional.of("somebody forbids it");

    @Test
    void epollAsksForNothing() {
        assertThat(TapReading.choose(Io.EPOLL, () -> {
                    throw new AssertionError("not asked for");
                }))
                .isEqualTo(TapReading.DIRECT);
    }

    @Test
    void autoTakesWhatThereIs() {
        assertThat(TapReading.choose(Io.AUTO, () -> POSSIBLE)).isEqualTo(TapReading.RING);
        assertThat(TapReading.choose(Io.AUTO, () -> FORBIDDEN)).isEqualTo(TapReading.DIRECT);
    }

    @Test
    void ioUringIsMeant() {
        assertThat(TapReading.choose(Io.IO_URING, () -> POSSIBLE)).isEqualTo(TapReading.RING);
        assertThatThrownBy(() -> TapReading.choose(Io.IO_URING, () -> FORBIDDEN))
                .isInstanceOf(SysException.class)
                .hasMessage("io: io_uring is not available: somebody forbids it");
    }
}
