package org.taplane.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.channels.ClosedSelectorException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.control.pcapng.Block;

/** {@code taplane capture}: has what the daemon captures written, or printed, until one of them has enough. */
final class CaptureCommand {
    private static final byte[] NO_BODY = {};

    private final Interrupts interrupts;
    private final PrintWriter err;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CaptureCounts counts = new CaptureCounts();

    CaptureCommand(Interrupts interrupts, PrintWriter err) {
        this.interrupts = interrupts;
        this.err = err;
    }

    /** The target is opened only when the daemon has agreed: a file that is there stays if it does not. */
    int execute(CaptureSyntax.Asked asked) {
        try (InputStream stream =
                new AdminClient(asked.socket()).stream("GET", asked.request().target(), Map.of(), NO_BODY)) {
            interrupts.catchSignals(() -> interrupt(stream));
            return write(stream, asked);
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private void interrupt(InputStream stream) {
        interrupted.set(true);
        try {
            stream.close();
        } catch (IOException e) {
            err.println("taplane: " + e.getMessage());
        }
    }

    private int write(InputStream stream, CaptureSyntax.Asked asked) {
        try (CaptureTarget target = CaptureTarget.open(asked.file())) {
            String why = copy(stream, target, asked.count().orElse(Long.MAX_VALUE));
            target.finish();
            err.println(counts + why);
            return ExitCode.FINE;
        } catch (CaptureTarget.FailedException e) {
            err.println(counts);
            return fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            err.println(counts);
            return fail(
                    e instanceof AdminException
                            ? String.valueOf(e.getMessage())
                            : "the daemon has gone: " + e.getMessage());
        }
    }

    /** Returns why it has ended, to be said behind the counts. */
    private String copy(InputStream stream, CaptureTarget target, long count) throws IOException {
        while (counts.frames() < count) {
            Optional<Block> block = read(stream);
            if (block.isEmpty()) {
                return interrupted.get()
                        ? ""
                        : "; the daemon has ended the capture: it has stopped, or no port is left";
            }
            if (!target.write(block.get())) {
                return "";
            }
            counts.add(block.get());
        }
        return "";
    }

    /** Empty at the end of the stream, and if the operator has ended it. */
    private Optional<Block> read(InputStream stream) throws IOException {
        try {
            return Block.read(stream);
        } catch (IOException | ClosedSelectorException e) {
            if (interrupted.get()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private int fail(String reason) {
        err.println("taplane: " + reason);
        return ExitCode.FAILED;
    }
}
