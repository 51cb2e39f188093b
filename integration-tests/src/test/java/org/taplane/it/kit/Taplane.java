package org.taplane.it.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command {@code taplane}, in a namespace. */
public record Taplane(Namespace at) {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** Runs a command to its end, whatever its exit code. */
    public Shell.Result command(String... arguments) {
        return at.run(BOUND, Launcher.taplane(arguments));
    }

    /** As {@link #command}, without the right to administer the network. */
    public Shell.Result commandWithoutNetAdmin(String... arguments) {
        List<String> line = new ArrayList<>(List.of("setpriv", "--bounding-set=-net_admin"));
        line.addAll(Launcher.taplane(arguments));
        return at.run(BOUND, line);
    }

    /** Runs a command by {@code wrapper} and ends it by SIGTERM after {@code time}; its exit code is the command's own. */
    public Shell.Result commandFor(Duration time, List<String> wrapper, String... arguments) {
        List<String> line = new ArrayList<>(List.of("timeout", "--preserve-status", time.toSeconds() + "s"));
        line.addAll(wrapper);
        line.addAll(Launcher.taplane(arguments));
        return at.run(BOUND, line);
    }

    /** {@code taplane show WHAT --json}, read. */
    public JsonNode show(String what, Path socket) {
        String json = command("show", what, "--json", "--socket", socket.toString())
                .succeeded()
                .output();
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
