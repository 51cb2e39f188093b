package org.taplane.daemon.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the process of a running container by asking the engines' own commands, or takes a process as it is given. Names
 * may say which engine is meant: {@code docker:web}.
 */
final class ContainerFinder {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PID = "[1-9][0-9]{0,9}";
    private static final Path OWN = Path.of("/proc/self/ns/net");

    private ContainerFinder() {}

    /** Why there is no such container, for the user. */
    static final class NotFoundException extends Exception {
        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }

    private record Found(String engine, String pid) {}

    /** The file that stands for the target's network namespace. */
    static Path netns(String target) throws NotFoundException {
        String pid = target.matches(PID) ? target : pid(target);
        Path netns = Path.of("/proc", pid, "ns/net");
        try {
            if (Files.readSymbolicLink(netns).equals(Files.readSymbolicLink(OWN))) {
                throw new NotFoundException(
                        "process " + pid + " is in this network namespace; expected one with a network of its own");
            }
            return netns;
        } catch (IOException e) {
            throw new NotFoundException("there is no process " + pid + " whose network namespace can be seen");
        }
    }

    private static String pid(String name) throws NotFoundException {
        List<Found> found = Stream.of("docker", "podman", "containerd")
                .filter(engine -> !name.contains(":") || name.startsWith(engine + ":"))
                .flatMap(engine -> ask(engine, name.substring(name.indexOf(':') + 1)))
                .toList();
        if (found.isEmpty()) {
            throw new NotFoundException("no running container \"" + name
                    + "\" is known to docker, podman or containerd; expected its name or id, or a process id");
        }
        if (found.size() > 1) {
            throw new NotFoundException("there is more than one container \"" + name + "\"; expected "
                    + found.getFirst().engine() + ":" + name + " or "
                    + found.get(1).engine() + ":" + name);
        }
        return found.getFirst().pid();
    }

    private static Stream<Found> ask(String engine, String name) {
        Stream<String> pids = engine.equals("containerd") ? tasks(name) : inspected(engine, name);
        return pids.filter(pid -> pid.matches(PID)).map(pid -> new Found(engine, pid));
    }

    private static Stream<String> inspected(String engine, String name) {
        return run(engine, "inspect", "--type", "container", "--format", "{{.State.Pid}}", "--", name)
                .lines()
                .map(String::strip);
    }

    /** {@code TASK PID STATUS}, in each of containerd's own namespaces. */
    private static Stream<String> tasks(String name) {
        return run("ctr", "namespaces", "list", "--quiet")
                .lines()
                .flatMap(namespace ->
                        run("ctr", "--namespace", namespace, "tasks", "list").lines())
                .map(line -> line.strip().split("\\s+"))
                .filter(task -> task.length == 3 && task[0].equals(name) && task[2].equals("RUNNING"))
                .map(task -> task[1]);
    }

    /** What a command prints; nothing if it fails or is not there. */
    private static String run(String... command) {
        try {
            Path output = Files.createTempFile("taplane", ".out");
            try {
                Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(output.toFile())
                        .start();
                return ended(process) ? Files.readString(output, StandardCharsets.UTF_8) : "";
            } finally {
                Files.delete(output);
            }
        } catch (IOException notInstalled) {
            return "";
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What of the target can be the name of a port, if anything can. */
    static Optional<String> portName(String target) {
        String name = target.matches(PID) ? "pid" + target : target.substring(target.indexOf(':') + 1);
        return Optional.of(name).filter(text -> text.matches("[A-Za-z0-9_.-]{1,15}") && !text.matches("\\.{1,2}"));
    }
}
