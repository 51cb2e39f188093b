package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What the threads of a running JVM allocate, as its flight recorder counts it. */
public final class Allocations {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String EVENT = "jdk.ThreadAllocationStatistics";

    private final long pid;

    Allocations(long pid) {
        this.pid = pid;
    }

    /** Begins to count, once a second. */
    public void start() {
        jcmd(
                "JFR.start",
                "name=allocations",
                "settings=none",
                "+" + EVENT + "#enabled=true",
                "+" + EVENT + "#period=1s");
    }

    /** Bytes that each thread whose name begins so has allocated between the first count and the last, by its name. */
    public SortedMap<String, Long> stop(String threads) {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "allocations-" + pid + ".jfr");
        try {
            jcmd("JFR.stop", "name=allocations", "filename=" + file);
            return growth(RecordingFile.readAllEvents(file), threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    private static SortedMap<String, Long> growth(List<RecordedEvent> events, String threads) {
        SortedMap<String, Long> least = new TreeMap<>();
        SortedMap<String, Long> most = new TreeMap<>();
        for (RecordedEvent event : events) {
            String name = event.getThread("thread") == null
                    ? ""
                    : event.getThread("thread").getJavaName();
            if (event.getEventType().getName().equals(EVENT) && name != null && name.startsWith(threads)) {
                least.merge(name, event.getLong("allocated"), Math::min);
                most.merge(name, event.getLong("allocated"), Math::max);
            }
        }
        most.replaceAll((name, bytes) -> bytes - least.getOrDefault(name, 0L));
        return most;
    }

    private void jcmd(String... arguments) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> line = new ArrayList<>(List.of(tool.toString(), Long.toString(pid)));
        line.addAll(List.of(arguments));
        Shell.run(BOUND, line).succeeded();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
