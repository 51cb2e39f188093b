package org.taplane.daemon;

import java.nio.file.Path;
import java.util.Optional;
import org.taplane.daemon.cli.Cli;
import org.taplane.daemon.cli.ExitCode;
import org.taplane.daemon.cli.PlainRun;
import org.taplane.daemon.process.CheckCommand;
import org.taplane.daemon.process.RunCommand;
import org.taplane.daemon.process.Termination;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Termination termination = new Termination();
        termination.exit(execute(args, termination));
    }

    /** Whatever happens, the process ends: a fault that went past {@link Termination} would wait for ever. */
    private static int execute(String[] args, Termination termination) {
        try {
            Optional<Path> plain = PlainRun.config(args);
            return plain.isPresent()
                    ? new RunCommand(termination).run(plain)
                    : Cli.execute(
                            args, config -> new RunCommand(termination).run(config), CheckCommand::check, termination);
        } catch (RuntimeException | Error fault) {
            System.err.println("taplane: cannot continue: " + fault);
            fault.printStackTrace();
            return ExitCode.FAILED;
        }
    }
}
