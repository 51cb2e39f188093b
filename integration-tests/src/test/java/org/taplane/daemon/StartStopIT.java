package org.taplane.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.process.Daemon;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;

/**
 * A hundred starts and stops in one process leave nothing: no descriptor, thread, interface, socket file or memory. In
 * the daemon's package, because only within one process can its descriptors and memory be compared.
 */
@KernelTest
@Tag("memory")
final class StartStopIT {
    private static final int WARM_UP = 20;
    private static final int CYCLES = 100;
    private static final long HEAP_NOISE = 8 << 20;
    private static final long RESIDENT_NOISE = 48 << 20;
    private static final Duration END = Duration.ofSeconds(10);
    private static final NativeLibrary C = NativeLibrary.getInstance("c");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** What a process holds. */
    private record Holdings(long descriptors, Set<Thread> threads, long heapBytes, long residentBytes) {
        /** Slabs are given back some time after the collector finds them unreachable, and the C library may keep them. */
        static Holdings now() {
            System.gc();
            C.getFunction("malloc_trim").invokeInt(new Object[] {0});
            return new Holdings(
                    descriptorsOfThisProcess(),
                    threadsOfThisProgram(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    residentBytesOfThisProcess());
        }

        private static long descriptorsOfThisProcess() {
            try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Set<Thread> threadsBeside(Holdings others) {
            return threads.stream()
                    .filter(thread -> !others.threads.contains(thread))
                    .collect(Collectors.toSet());
        }

        /** The JVM's own, such as those that carry virtual threads, are in groups of theirs. */
        private static Set<Thread> threadsOfThisProgram() {
            ThreadGroup ours = Thread.currentThread().getThreadGroup();
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> ours.equals(thread.getThreadGroup()))
                    .collect(Collectors.toSet());
        }

        private static long residentBytesOfThisProcess() {
            try {
                Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
                assertThat(resident.find()).isTrue();
                return Long.parseLong(resident.group(1)) << 10;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aHundredCyclesLeaveNothing() throws Exception {
        try (Resources resources = new Resources()) {
            Namespace at = resources.namespace("switch");
            ConfigFile file = resources.add(ConfigFile.of(2, """
                    bridges:
                      br0:
                        ports:
                          t0: {type: tap, netns: %1$s, address: [10.0.0.1/24]}
                          t1: {type: tap, netns: %1$s}
                          vx: {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2], udp-port: 14789, vni: 42}
                    """.formatted(at)));
            quiet();
            ConfigResult.Loaded config = load(file);
            repeat(WARM_UP, config);
            Holdings before = Holdings.now();
            repeat(CYCLES, config);
            Holdings after = Holdings.now();
            assertThat(after.descriptors()).as("descriptors").isEqualTo(before.descriptors());
            assertAllEnd(after.threadsBeside(before));
            assertThat(after.heapBytes()).as("heap").isLessThan(before.heapBytes() + HEAP_NOISE);
            Eventually.passes(
                    END,
                    () -> assertThat(Holdings.now().residentBytes())
                            .as("memory")
                            .isLessThan(before.residentBytes() + RESIDENT_NOISE));
            assertThat(at.interfaces()).isEmpty();
            assertThat(file.socket()).doesNotExist();
        }
    }

    /** A loop's thread ends just after its loop; Netty's that tells of it, when nobody has needed it for a second. */
    private static void assertAllEnd(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(END)).as("the end of %s", thread).isTrue();
        }
    }

    /** A line for each start and stop would bury the report of the build. */
    private static void quiet() {
        if (LoggerFactory.getLogger(Daemon.class) instanceof Logger logger) {
            logger.setLevel(Level.WARN);
        }
    }

    private static ConfigResult.Loaded load(ConfigFile file) {
        return switch (ConfigLoader.load(file.path())) {
            case ConfigResult.Loaded loaded -> loaded;
            case ConfigResult.Rejected rejected ->
                throw new AssertionError(rejected.errors().toString());
        };
    }

    private static void repeat(int times, ConfigResult.Loaded config) throws Exception {
        for (int i = 0; i < times; i++) {
            Daemon.start(config).close();
        }
    }
}
