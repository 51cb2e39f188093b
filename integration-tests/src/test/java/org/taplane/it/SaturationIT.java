package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.Crossroads.End;
import org.taplane.it.kit.Allocations;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.NumberedDatagrams;
import org.taplane.it.kit.OnDevice;

/**
 * At saturation, by every kind of port, the forwarding threads allocate nothing and the process does not grow.
 * {@code -Dtaplane.it.saturation=600} makes it ten minutes.
 */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class SaturationIT {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("taplane.it.saturation", 5));
    private static final String WORKERS = "taplane-shard-";

    /** For code that a thread comes by for the first time; one object a burst would be a hundred times as much. */
    private static final long STRAY = 16 << 10;

    /** What the compiler's memory may still grow by after the warm-up. */
    private static final long GROWTH = 16 << 20;

    private final Crossroads crossroads;

    SaturationIT(OnDevice<Crossroads> on) {
        crossroads = on.world();
    }

    static Stream<OnDevice<Crossroads>> devices() {
        return OnDevice.taplane(Crossroads::start);
    }

    @Test
    void forwardingAllocatesNothingAndNothingGrows() {
        Daemon daemon = crossroads.rig().daemon();
        Allocations allocations = daemon.allocations();
        saturate(WARM_UP);
        allocations.start();
        long memory = daemon.residentBytes();
        long descriptors = daemon.descriptors();
        saturate(TIME);
        assertThat(daemon.descriptors()).isEqualTo(descriptors);
        assertThat(daemon.residentBytes()).isLessThan(memory + GROWTH);
        assertThat(allocations.stop(WORKERS).values())
                .as("bytes allocated by each worker")
                .isNotEmpty()
                .allMatch(bytes -> bytes < STRAY);
    }

    /** Every station sends to the next, all at once. */
    private void saturate(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<Void>> flows = new ArrayList<>();
        End from = End.FAR;
        for (End to : End.values()) {
            flows.add(send(from, to, end));
            from = to;
        }
        flows.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> send(End from, End to, long end) {
        return CompletableFuture.runAsync(
                () -> {
                    while (System.nanoTime() - end < 0) {
                        NumberedDatagrams.send(crossroads.at(from), crossroads.at(to), to.address());
                    }
                },
                Thread::startVirtualThread);
    }
}
