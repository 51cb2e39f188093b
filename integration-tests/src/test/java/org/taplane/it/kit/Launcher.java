package org.taplane.it.kit;

import java.nio.file.Path;
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

    private static final Path TARGET = ROOT.resolve("java/daemon/target");

    private Launcher() {}

    static List<String> taplane(String... arguments) {
        String kind = arguments[0].equals("run") ? "run" : "command";
        List<String> line = new ArrayList<>(List.of(
                Path.of(JAVA_HOME, "bin", "java").toString(),
                "@" + ROOT.resolve("scripts/jvm-" + kind + ".options"),
                "-cp",
                TARGET.resolve("taplane.jar").toString(),
                "org.taplane.daemon.Main"));
        line.addAll(List.of(arguments));
        return line;
    }
}
