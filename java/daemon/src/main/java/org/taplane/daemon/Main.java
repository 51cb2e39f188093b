package org.taplane.daemon;

import org.taplane.daemon.cli.Cli;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Termination termination = new Termination();
        int code = Cli.execute(args, config -> new RunCommand(termination).run(config), CheckCommand::check);
        termination.exit(code);
    }
}
