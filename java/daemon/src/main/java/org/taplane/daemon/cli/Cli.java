package org.taplane.daemon.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.taplane.control.api.Topic;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Carries out a command line. Results go to one writer, complaints to another: one line first, then detail. */
public final class Cli {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;

    private final Runner runner;
    private final Checker checker;
    private final PrintWriter out;
    private final PrintWriter err;

    public Cli(Runner runner, Checker checker, PrintWriter out, PrintWriter err) {
        this.runner = runner;
        this.checker = checker;
        this.out = out;
        this.err = err;
    }

    /** Carries out {@code args} with the standard streams of the process; returns its exit code. */
    public static int execute(String[] args, Runner runner, Checker checker) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Cli cli = new Cli(runner, checker, out, err);
        int code = cli.execute(args);
        if (out.checkError()) {
            code = isPipe(STANDARD_OUTPUT) ? ExitCode.FAILED : cli.fail("cannot write the output");
        }
        err.flush();
        return code;
    }

    /** Carries out {@code args}; returns one of {@link ExitCode}. */
    public int execute(String... args) {
        return new CommandLine(Syntax.taplane())
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler((error, _) -> complain(error))
                .setExecutionStrategy(this::attempt)
                .execute(args);
    }

    private int attempt(ParseResult result) {
        try {
            return carryOut(result);
        } catch (RuntimeException fault) {
            fail("internal error: " + fault);
            fault.printStackTrace(err);
            return ExitCode.FAILED;
        }
    }

    private int carryOut(ParseResult result) {
        if (CommandLine.printHelpIfRequested(result)) {
            return ExitCode.FINE;
        }
        if (!result.hasSubcommand()) {
            return incomplete(result, "which command?");
        }
        ParseResult command = result.subcommand();
        return switch (command.commandSpec().name()) {
            case "run" -> runner.run(Optional.ofNullable(command.matchedOptionValue(Syntax.CONFIG, null)));
            case "check" -> check(command.matchedPositional(0).getValue());
            case "show" -> show(command);
            case "monitor" -> new Monitor(out, err, colours()).execute(command);
            case "apply" -> changes().apply(command);
            case "bridge" -> subcommand(command, "add, set or del?", changes()::bridge);
            case "port" -> subcommand(command, "add, set, del, up or down?", changes()::port);
            case "fdb" -> subcommand(command, "add, del or flush?", changes()::fdb);
            case "attach" -> new Attachments(changes(), err).attach(command);
            case "detach" -> new Attachments(changes(), err).detach(command);
            case "trace" -> new TraceCommand(out, err).execute(command);
            case "upgrade" -> new Upgrade(out, err).execute(Options.socket(command));
            case "save" ->
                new Save(out, err)
                        .execute(
                                Options.socket(command),
                                Options.optional(command, 0).map(Path::of));
            default -> fail("the demo is a script: run scripts/demo in a source checkout");
        };
    }

    private int check(Path config) {
        List<String> errors = checker.check(config);
        errors.forEach(err::println);
        return errors.isEmpty() ? ExitCode.FINE : ExitCode.USAGE;
    }

    private int show(ParseResult show) {
        if (!show.hasSubcommand()) {
            return incomplete(show, "show what?");
        }
        ParseResult topic = show.subcommand();
        CommandSpec options = topic.commandSpec();
        Show shown = new Show(Options.socket(topic), out, err);
        return options.name().equals(Syntax.RUNNING)
                ? shown.config()
                : shown.execute(Topic.labelled(options.name()).orElseThrow(), Options.flag(topic, Options.JSON));
    }

    private int subcommand(ParseResult command, String question, ToIntFunction<ParseResult> handler) {
        return command.hasSubcommand() ? handler.applyAsInt(command.subcommand()) : incomplete(command, question);
    }

    private Changes changes() {
        return new Changes(out, err, colours());
    }

    /** Colours are for eyes: only on a terminal, and not if the user says NO_COLOR. */
    private static boolean colours() {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return terminal && System.getenv("NO_COLOR") == null;
    }

    private int complain(ParameterException error) {
        err.println("taplane: " + message(error));
        UnmatchedArgumentException.printSuggestions(error, err);
        return usage(error.getCommandLine());
    }

    private static String message(ParameterException error) {
        return error instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                ? "unexpected '" + unmatched.getUnmatched().getFirst() + "'"
                : String.valueOf(error.getMessage());
    }

    private int incomplete(ParseResult result, String question) {
        CommandLine command = result.commandSpec().commandLine();
        err.println("taplane: " + question + " One of: "
                + String.join(", ", command.getSubcommands().keySet()));
        return usage(command);
    }

    private int usage(CommandLine command) {
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private int fail(String reason) {
        err.println("taplane: " + reason);
        return ExitCode.FAILED;
    }

    /** What can go wrong with a pipe is that its reader leaves, as head does: no reason to complain. */
    private static boolean isPipe(Path stream) {
        try {
            return ((int) Files.getAttribute(stream, "unix:mode") & FILE_TYPE) == PIPE;
        } catch (IOException e) {
            return false;
        }
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8));
    }
}
