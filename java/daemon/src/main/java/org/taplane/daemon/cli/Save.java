package org.taplane.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;

/**
 * {@code taplane save}: the running configuration into a file. Whoever reads the file meanwhile, or after a crash, finds
 * the old content or the new one, and the old one is kept beside it.
 */
final class Save {
    private final PrintWriter out;
    private final PrintWriter err;

    Save(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int execute(Path socket, Optional<Path> wanted) {
        try {
            AdminClient.Config config = new AdminClient(socket).config();
            Optional<Path> file = wanted.or(() -> config.file().map(Path::of));
            if (file.isEmpty()) {
                err.println("taplane: the daemon was started without a file; expected the name of one");
                return ExitCode.USAGE;
            }
            return write(file.get(), config.text());
        } catch (AdminException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int write(Path file, String text) {
        try {
            replace(file.toAbsolutePath(), text);
            out.println("written to " + file);
            return ExitCode.FINE;
        } catch (IOException e) {
            err.println("taplane: cannot write " + file + ": " + e);
            return ExitCode.FAILED;
        }
    }

    static void replace(Path file, String text) throws IOException {
        Path fresh = sibling(file, ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            keepOld(file, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Its permissions are those of the new one too. What is kept is whole at any moment, as the file itself is. */
    private static void keepOld(Path file, Path fresh) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
            Path copy = sibling(file, ".old");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(copy, sibling(file, "~"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
