package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a {@link GuestKernel} boots: Debian's kernel for clouds and a root in memory that takes commands. */
record GuestImage(Path kernel, Path initrd) {
    private static final Path SCRIPT =
            Path.of("..", "scripts", "guest-image").toAbsolutePath().normalize();

    /** The first time the kernel's package is downloaded. */
    private static final Duration MAKING = Duration.ofMinutes(3);

    /** The image, made if it is missing or outdated. */
    static GuestImage make() {
        String folder = Shell.run(MAKING, List.of(SCRIPT.toString()))
                .succeeded()
                .output()
                .strip();
        return in(Path.of(folder));
    }

    private static GuestImage in(Path folder) {
        return new GuestImage(folder.resolve("vmlinuz"), folder.resolve("initrd.gz"));
    }

    /** A copy, for a user who may not look into our folders. */
    GuestImage copyTo(Path folder) {
        GuestImage copy = in(folder);
        try {
            Files.copy(kernel, copy.kernel);
            Files.copy(initrd, copy.initrd);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }
}
