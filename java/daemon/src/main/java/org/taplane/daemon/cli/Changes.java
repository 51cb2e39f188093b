package org.taplane.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminClient.Field;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.ChangeResult;
import org.taplane.control.api.FlushScope;
import picocli.CommandLine.ParseResult;

/** The commands that change the running switch: they ask the daemon and print the plan or why not. */
final class Changes {
    private static final String DEFAULT_VLAN = "1";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colours;

    /** @param colours whether {@code out} is a terminal */
    Changes(PrintWriter out, PrintWriter err, boolean colours) {
        this.out = out;
        this.err = err;
        this.colours = colours;
    }

    /** A command as the grammar took it: its name, and what the daemon is asked. */
    private interface Question {
        ChangeResult ask(AdminClient daemon) throws AdminException;
    }

    int apply(ParseResult apply) {
        Path file = Path.of(Options.positional(apply, 0));
        byte[] yaml;
        try {
            yaml = Files.readAllBytes(file);
        } catch (IOException e) {
            err.println("taplane: cannot read " + file + ": " + e);
            return ExitCode.USAGE;
        }
        return change(
                apply,
                daemon -> daemon.apply(
                        file.toString(), yaml, Options.flag(apply, Options.DRY_RUN), Options.revision(apply)));
    }

    int bridge(ParseResult command) {
        String name = Options.positional(command, 0);
        return edit(
                command,
                switch (command.commandSpec().name()) {
                    case "add" -> named("add-bridge", name, settings(command, 1));
                    case "set" -> named("set-bridge", name, settings(command, 1));
                    default -> named("remove-bridge", name, "");
                });
    }

    int port(ParseResult command) {
        String name = Options.positional(command, 0);
        return edit(
                command,
                switch (command.commandSpec().name()) {
                    case "add" -> {
                        List<Field> fields = named("add-port", Options.positional(command, 1), settings(command, 2));
                        fields.add(new Field.Text("bridge", name));
                        yield fields;
                    }
                    case "set" -> named("set-port", name, settings(command, 1));
                    case "up" -> named("set-port", name, "enabled=");
                    case "down" -> named("set-port", name, "enabled=false");
                    default -> named("remove-port", name, "");
                });
    }

    int fdb(ParseResult command) {
        return switch (command.commandSpec().name()) {
            case "add" -> addStation(command);
            case "del" -> removeStation(command);
            default -> flush(command);
        };
    }

    private int addStation(ParseResult command) {
        Optional<String> port = Options.text(command, ChangeSyntax.PORT);
        if (port.isEmpty()) {
            err.println("taplane: the option --port is missing");
            return ExitCode.USAGE;
        }
        String settings = "mac=\"" + Options.positional(command, 1) + "\",vlan=" + vlan(command) + ",port=" + port.get()
                + Options.text(command, ChangeSyntax.REMOTE)
                        .map(remote -> ",remote=" + remote)
                        .orElse("");
        return edit(command, station("add-station", command, new Field.Text("settings", settings)));
    }

    private int removeStation(ParseResult command) {
        String vlan = vlan(command);
        if (!vlan.matches("[0-9]{1,4}")) {
            err.println("taplane: \"" + vlan + "\" is no VLAN; expected a number from 1 to 4094");
            return ExitCode.USAGE;
        }
        List<Field> fields = station("remove-station", command, new Field.Text("mac", Options.positional(command, 1)));
        fields.add(new Field.Count("vlan", Long.parseLong(vlan)));
        return edit(command, fields);
    }

    private static String vlan(ParseResult command) {
        return Options.text(command, ChangeSyntax.VLAN).orElse(DEFAULT_VLAN);
    }

    private static List<Field> station(String kind, ParseResult command, Field field) {
        return new ArrayList<>(
                List.of(new Field.Text("edit", kind), new Field.Text("bridge", Options.positional(command, 0)), field));
    }

    private int flush(ParseResult command) {
        Optional<String> vlan = Options.text(command, ChangeSyntax.VLAN);
        if (vlan.filter(text -> !text.matches("[0-9]{1,4}")).isPresent()) {
            err.println("taplane: \"" + vlan.get() + "\" is no VLAN; expected a number from 1 to 4094");
            return ExitCode.USAGE;
        }
        FlushScope scope = new FlushScope(
                Options.text(command, ChangeSyntax.BRIDGE),
                Options.text(command, ChangeSyntax.PORT),
                vlan.map(text -> OptionalInt.of(Integer.parseInt(text))).orElse(OptionalInt.empty()));
        try {
            out.println(new AdminClient(Options.socket(command)).flush(scope) + " stations forgotten");
            return ExitCode.FINE;
        } catch (AdminException e) {
            return fail(e);
        }
    }

    private static List<Field> named(String kind, String name, String settings) {
        return new ArrayList<>(List.of(
                new Field.Text("edit", kind), new Field.Text("name", name), new Field.Text("settings", settings)));
    }

    private static String settings(ParseResult command, int index) {
        return Options.text(command, ChangeSyntax.YAML)
                .or(() -> Options.optional(command, index))
                .orElse("");
    }

    /** Has a single change made, and prints its plan. */
    int edit(ParseResult command, List<Field> fields) {
        return change(
                command,
                daemon -> daemon.edit(Options.flag(command, Options.DRY_RUN), Options.revision(command), fields));
    }

    private int change(ParseResult command, Question question) {
        try {
            ChangeResult result = question.ask(new AdminClient(Options.socket(command)));
            return Options.flag(command, Options.JSON) ? json(result) : words(result);
        } catch (AdminException e) {
            return fail(e);
        }
    }

    private int words(ChangeResult result) {
        return switch (result) {
            case ChangeResult.Accepted accepted -> {
                accepted.changes().forEach(line -> out.println(coloured(line)));
                if (accepted.changes().isEmpty()) {
                    out.println("no change");
                }
                yield ExitCode.FINE;
            }
            case ChangeResult.Refused(var errors) -> {
                errors.forEach(err::println);
                yield ExitCode.USAGE;
            }
            case ChangeResult.Outdated(long revision, var since) -> {
                err.println("taplane: the configuration has changed: revision " + revision + " is in force");
                since.forEach(err::println);
                yield ExitCode.USAGE;
            }
        };
    }

    /** Green comes, yellow changes, red goes (ECMA-48 SGR). */
    private String coloured(ChangeResult.Line line) {
        if (!colours) {
            return line.toString();
        }
        String colour = switch (line.sign()) {
            case "+" -> "32";
            case "-" -> "31";
            default -> "33";
        };
        return "\u001b[" + colour + "m" + line + "\u001b[0m";
    }

    private int json(ChangeResult result) {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            result.write(json);
        } catch (IOException e) {
            err.println("taplane: cannot write the output: " + e.getMessage());
            return ExitCode.FAILED;
        }
        out.println();
        return result instanceof ChangeResult.Accepted ? ExitCode.FINE : ExitCode.USAGE;
    }

    private int fail(AdminException e) {
        out.flush();
        err.println("taplane: " + e.getMessage());
        return ExitCode.FAILED;
    }
}
