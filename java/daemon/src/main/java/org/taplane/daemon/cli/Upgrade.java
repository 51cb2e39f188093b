package org.taplane.daemon.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.Upgraded;

/** {@code taplane upgrade}: a new process takes over from the one that runs. */
final class Upgrade {
    private final PrintWriter out;
    private final PrintWriter err;

    Upgrade(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int execute(Path socket) {
        try {
            return show(new AdminClient(socket).upgrade());
        } catch (AdminException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int show(Upgraded upgraded) {
        out.println(String.format(
                Locale.ROOT,
                "process %d has taken over; frames waited %.1f ms",
                upgraded.pid(),
                upgraded.waitedMicros() / 1000.0));
        upgraded.changes().forEach(out::println);
        if (upgraded.errors().isEmpty()) {
            return ExitCode.FINE;
        }
        err.println("taplane: the file is refused, the configuration stays as it was");
        upgraded.errors().forEach(err::println);
        return ExitCode.FAILED;
    }
}
