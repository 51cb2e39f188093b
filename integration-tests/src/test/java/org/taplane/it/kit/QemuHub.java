package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** QEMU without a machine: a hub that joins network back ends of it, which are the real peers of ports over sockets. */
public final class QemuHub implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Process process;

    private QemuHub(Process process) {
        this.process = process;
    }

    /** @param backEnds as {@code -netdev} has them, without their id */
    public static QemuHub join(Namespace at, String... backEnds) {
        List<String> line = new ArrayList<>(Shell.words(
                "qemu-system-x86_64 -machine none -nodefaults -no-user-config -display none -monitor none"));
        for (int i = 0; i < backEnds.length; i++) {
            line.addAll(List.of("-netdev", backEnds[i] + ",id=n" + i));
            line.addAll(List.of("-netdev", "hubport,id=h%d,hubid=0,netdev=n%d".formatted(i, i)));
        }
        try {
            return new QemuHub(new ProcessBuilder(at.inside(line))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: the peers are gone without a word. */
    public void kill() {
        process.destroyForcibly();
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("QEMU survives SIGKILL");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
