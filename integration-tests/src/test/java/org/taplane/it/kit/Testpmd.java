package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DPDK's test program as a station: its driver {@code net_virtio_user} is a front end of vhost-user, and its mode {@code icmpecho}
 * answers whoever asks for any address, and every ping.
 */
public final class Testpmd implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Process process;
    private final Cleanup cleanup;

    private Testpmd(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cleanup = new Cleanup(this::end);
    }

    /** A card of the program: where its back end is, and whether it connects there or listens itself. */
    public record Card(Path socket, boolean listens, Mac mac) {
        private String vdev(int number) {
            String server = listens ? ",server=1" : "";
            return "net_virtio_user%d,path=%s,queues=1,queue_size=1024,mac=%s%s".formatted(number, socket, mac, server);
        }
    }

    /**
     * Starts the program, on one processor and in memory of its own; its ports are up when it answers. It polls without a pause,
     * so everybody else goes before.
     */
    public static Testpmd answering(List<Card> cards) {
        List<String> line = new ArrayList<>(
                List.of("nice", "-n", "19", "dpdk-testpmd", "--lcores", "0@0,1@1", "--no-huge", "-m", "128"));
        line.addAll(List.of("--no-pci", "--no-telemetry", "--file-prefix=taplane" + NUMBER.incrementAndGet()));
        for (int i = 0; i < cards.size(); i++) {
            line.addAll(List.of("--vdev", cards.get(i).vdev(i)));
        }
        line.addAll(List.of("--", "--forward-mode=icmpecho", "--total-num-mbufs=4096", "-a"));
        return new Testpmd(line);
    }

    /** SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
        if (!Shell.endsWithin(BOUND, process)) {
            throw new AssertionError("testpmd survives SIGKILL");
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }

    private void end() {
        kill();
    }
}
