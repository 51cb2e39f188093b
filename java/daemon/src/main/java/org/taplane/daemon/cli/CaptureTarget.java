package org.taplane.daemon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.taplane.control.pcapng.Block;

/** Where captured frames go: a file, the standard output, or tcpdump, which prints them. Every block is written at once. */
final class CaptureTarget implements AutoCloseable {
    private static final String STANDARD_OUTPUT = "-";
    private static final String READER_LEFT = "Broken pipe";

    private final String name;
    private final OutputStream output;
    private final Optional<FileChannel> file;
    private final Optional<Process> printer;

    /** The target takes nothing more, or never did; the message is one line. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1L;

        FailedException(String message, Throwable cause) {
            super(message, cause);
        }

        FailedException(String message) {
            super(message);
        }
    }

    private CaptureTarget(String name, OutputStream output, Optional<FileChannel> file, Optional<Process> printer) {
        this.name = name;
        this.output = output;
        this.file = file;
        this.printer = printer;
    }

    /**
     * Opens it.
     *
     * @param file "-" for the standard output; none: tcpdump prints
     */
    static CaptureTarget open(Optional<String> file) throws FailedException {
        if (file.isEmpty()) {
            return printer();
        }
        return file.get().equals(STANDARD_OUTPUT)
                ? new CaptureTarget(
                        "the output", new FileOutputStream(FileDescriptor.out), Optional.empty(), Optional.empty())
                : file(file.get());
    }

    private static CaptureTarget file(String name) throws FailedException {
        try {
            FileChannel file = FileChannel.open(
                    Path.of(name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            Optional<FileChannel> regular = Files.isRegularFile(Path.of(name)) ? Optional.of(file) : Optional.empty();
            return new CaptureTarget(name, Channels.newOutputStream(file), regular, Optional.empty());
        } catch (IOException e) {
            throw new FailedException("cannot write " + name + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such directory";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static CaptureTarget printer() throws FailedException {
        try {
            Process tcpdump = new ProcessBuilder("tcpdump", "-l", "-e", "-n", "-r", "-")
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new CaptureTarget("to tcpdump", tcpdump.getOutputStream(), Optional.empty(), Optional.of(tcpdump));
        } catch (IOException e) {
            throw new FailedException(
                    "frames are printed by tcpdump, which is not installed; '-w FILE' writes them to a file", e);
        }
    }

    /**
     * Writes a block; false if the reader of a pipe has left.
     *
     * @throws FailedException if nothing more can be written; a file then ends with the block before
     */
    boolean write(Block block) throws FailedException {
        try {
            long before = file.isPresent() ? file.get().position() : 0;
            write(block, before);
            return true;
        } catch (IOException e) {
            if (READER_LEFT.equals(e.getMessage())) {
                return false;
            }
            throw new FailedException("cannot write " + name + ": " + reason(e), e);
        }
    }

    private void write(Block block, long before) throws IOException {
        try {
            block.writeTo(output);
            output.flush();
        } catch (IOException e) {
            if (file.isPresent()) {
                file.get().truncate(before);
            }
            throw e;
        }
    }

    /** Waits until what was written has been printed. */
    void finish() throws FailedException {
        if (printer.isPresent()) {
            close();
            try {
                if (printer.get().waitFor() != 0) {
                    throw new FailedException("tcpdump has failed");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws FailedException {
        try {
            output.close();
        } catch (IOException e) {
            if (!READER_LEFT.equals(e.getMessage())) {
                throw new FailedException("cannot write " + name + ": " + reason(e), e);
            }
        }
    }
}
