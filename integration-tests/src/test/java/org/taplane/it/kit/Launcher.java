package org.taplane.it.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of Taplane. It is what scripts/taplane runs, on what this build has made: a script that builds while
 * Maven does would pull the jars away under it.
 */
final class Launcher {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** Where the tests bring a runtime of their own, Taplane has another. */
    private static final String JAVA_HOME = System.getProperty("taplane.it.java.home", System.getProperty("java.home"));

    private static final Duration START = Duration.ofMinutes(1);
    private static final Path TARGET = ROOT.resolve("java/daemon/target");

    /** Half of the time that the tests take is the start of JVMs: a daemon is there in a third of it with the cache. */
    private static final List<String> START_CACHE = startCache();

    private Launcher() {}

    private static List<String> startCache() {
        if (System.getProperty("taplane.it.java.home") != null) {
            return List.of();
        }
        Shell.run(START, List.of("bash", "-c", ". " + ROOT.resolve("scripts/lib.sh") + " && provide_start_cache"));
        Path cache = TARGET.resolve("taplane.aot");
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    static List<String> taplane(String... arguments) {
        String kind = arguments[0].equals("run") ? "run" : "command";
        List<String> line = new ArrayList<>(List.of(
                Path.of(JAVA_HOME, "bin", "java").toString(), "@" + ROOT.resolve("scripts/jvm-" + kind + ".options")));
        if (kind.equals("run")) {
            line.addAll(START_CACHE);
        }
        line.addAll(List.of("-cp", TARGET.resolve("taplane.jar").toString(), "org.taplane.daemon.Main"));
        line.addAll(List.of(arguments));
        return line;
    }
}
