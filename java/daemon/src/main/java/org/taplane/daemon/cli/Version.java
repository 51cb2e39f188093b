package org.taplane.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version that the build wrote into the class path. */
public final class Version {
    private Version() {}

    public static String text() {
        try (InputStream version = Objects.requireNonNull(Version.class.getResourceAsStream("version"))) {
            return "taplane " + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
