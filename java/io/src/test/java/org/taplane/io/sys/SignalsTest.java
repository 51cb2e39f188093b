package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;

class SignalsTest {
    private static final int SIGWINCH = 28; // harmless to a process that does not ask for it

    @Test
    void eachSignalMakesTheDescriptorReadable() throws IOException, InterruptedException {
        Fd events = Signals.on(SIGWINCH);
        for (int i = 0; i < 3; i++) {
            CountDownLatch told = new CountDownLatch(1);
            try (Loop loop = new Loop("signals");
                    var _ = loop.watch(events.value(), () -> {
                        Signals.clear(events);
                        told.countDown();
                        return Reading.PROGRESS;
                    })) {
                new ProcessBuilder(
                                "kill",
                                "-WINCH",
                                String.valueOf(ProcessHandle.current().pid()))
                        .start();
                assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void aNumberThatIsNoSignalIsRefused() {
        assertThatThrownBy(() -> Signals.on(65)).isInstanceOf(SysException.class);
        assertThatThrownBy(() -> Signals.on(9)).isInstanceOf(SysException.class); // SIGKILL has no handler
    }
}
