package org.taplane.it.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The CNI plugin, called as a container runtime calls it: environment and standard input in, JSON and exit code out. */
public final class CniPlugin {
    /** Where Debian has the plugins of the CNI project. */
    public static final Path DEBIAN = Path.of("/usr/lib/cni");

    private static final Path BUILT =
            Path.of("../native/target").toAbsolutePath().normalize();

    private CniPlugin() {}

    /** The folder that the plugin was built into. */
    public static Path folder() {
        return BUILT;
    }

    /** What a call printed, read; empty JSON if it printed nothing. */
    public record Reply(int exit, JsonNode json) {
        /** This, if the call succeeded. */
        public Reply succeeded() {
            if (exit != 0) {
                throw new AssertionError("the plugin ended with " + exit + ": " + json);
            }
            return this;
        }
    }

    /**
     * Calls the plugin.
     *
     * @param environment without CNI_PATH
     */
    public static Reply call(Map<String, String> environment, String config) {
        ProcessBuilder builder = new ProcessBuilder(BUILT.resolve("taplane-cni").toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("CNI_"));
        builder.environment().putAll(environment);
        builder.environment().put("CNI_PATH", BUILT + ":" + DEBIAN);
        try {
            Process process = builder.start();
            try (var input = process.getOutputStream()) {
                input.write(config.getBytes(StandardCharsets.UTF_8));
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(process.waitFor(), read(printed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a plugin ran", e);
        }
    }

    private static JsonNode read(String printed) {
        try {
            return new ObjectMapper().readTree(printed);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the plugin printed no JSON: " + printed, e);
        }
    }
}
