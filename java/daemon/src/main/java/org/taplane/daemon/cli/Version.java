package org.taplane.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version that the build wrote into the class path. */
public final class Version {
    private Version() {}

    /** {@code taplane 1.0.0}. */
    public static String text() {
        return "taplane " + number();
    }

    /** {@code 1.0.0}. */
    public static String number() {
        try (InputStream version = Objects.requireNonNull(Version.class.getResourceAsStream("version"))) {
            return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
