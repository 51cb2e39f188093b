package org.taplane.it.kit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The commands of a guest and their answers, as scripts/guest.d/init reads and writes them. */
final class GuestCommands {
    private final OutputStream to;
    private final DataInputStream from;

    GuestCommands(Process machine) {
        to = machine.getOutputStream();
        from = new DataInputStream(machine.getInputStream());
    }

    /** Waits until a guest that boots takes commands. */
    void awaitReady(Duration bound) {
        String line = within(bound, this::line);
        if (!line.equals("ready")) {
            throw new AssertionError("instead of being ready the guest says: " + line);
        }
    }

    /** Runs a command, whatever its exit code; what it prints to either stream is its output. */
    Shell.Result run(Duration bound, String command) {
        send(command);
        return within(bound, () -> answer(command));
    }

    /** Runs a command that has no answer, because the guest ends with it. */
    void send(String command) {
        try {
            to.write(Base64.getEncoder().encode(command.getBytes(StandardCharsets.UTF_8)));
            to.write('\n');
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Shell.Result answer(String command) {
        try {
            String[] head = line().split(" ", -1);
            byte[] output = new byte[Integer.parseInt(head[1])];
            from.readFully(output);
            String text = new String(output, StandardCharsets.UTF_8);
            return new Shell.Result(List.of(command), Integer.parseInt(head[0]), text, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = from.read(); next != '\n'; next = from.read()) {
                if (next < 0) {
                    throw new EOFException("the machine has ended");
                }
                line.append((char) next);
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T within(Duration bound, Supplier<T> reading) {
        try {
            return CompletableFuture.supplyAsync(reading, Thread::startVirtualThread)
                    .get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("no answer from the guest within " + bound, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a guest worked", e);
        }
    }
}
