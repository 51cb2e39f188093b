package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.withJson;
import static org.taplane.daemon.cli.Options.withSocket;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.EventReader;
import org.taplane.control.api.EventReader.Message;
import org.taplane.control.event.FilterTerms;
import org.taplane.control.event.UnknownTermException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code taplane monitor}: prints what happens, until it is interrupted or the daemon ends. */
final class Monitor {
    private static final String ALL = "--all";
    private static final long BEFORE_ALL = 0;

    private final PrintWriter out;
    private final PrintWriter err;
    private final MonitorLine lines;

    /** @param colours whether {@code out} is a terminal */
    Monitor(PrintWriter out, PrintWriter err, boolean colours) {
        this.out = out;
        this.err = err;
        this.lines = new MonitorLine(colours);
    }

    static CommandSpec syntax() {
        return withJson(
                        withSocket(command("monitor", "Print what happens to the switch, as it happens.")),
                        "Print JSON: an object a line.")
                .addOption(OptionSpec.builder(ALL)
                        .type(boolean.class)
                        .defaultValue("false")
                        .description("Begin with what the daemon remembers.")
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel("FILTER")
                        .description(
                                "Only these: station, port, config, drops, lldp or daemon, any of them;",
                                "bridge=NAME, port=NAME, vlan=N, mac=ADDRESS, all of them.")
                        .build());
    }

    int execute(ParseResult command) {
        try {
            Map<String, List<String>> terms = terms(command.matchedPositionalValue(0, List.of()));
            boolean all = Options.flag(command, ALL);
            return Interruption.endsWell(() -> follow(
                    new AdminClient(Options.socket(command)),
                    terms,
                    all ? OptionalLong.of(BEFORE_ALL) : OptionalLong.empty(),
                    Options.flag(command, Options.JSON)));
        } catch (UnknownTermException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    /** A word is a kind of event, unless it is a name with a value. */
    private static Map<String, List<String>> terms(List<String> words) throws UnknownTermException {
        Map<String, List<String>> terms = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? FilterTerms.KIND : word.substring(0, equals);
            terms.computeIfAbsent(name, _ -> new ArrayList<>()).add(word.substring(equals + 1));
        }
        FilterTerms.read(terms);
        return terms;
    }

    /** When a process ends the stream, another may have taken over, and goes on telling. */
    private int follow(AdminClient daemon, Map<String, List<String>> terms, OptionalLong last, boolean json) {
        try {
            Optional<EventReader> events = Optional.of(daemon.events(terms, last));
            OptionalLong behind = last;
            while (events.isPresent()) {
                behind = print(events.get(), behind, json);
                if (out.checkError()) {
                    return ExitCode.FINE;
                }
                events = again(daemon, terms, behind);
            }
            return fail("the daemon has ended");
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<EventReader> again(
            AdminClient daemon, Map<String, List<String>> terms, OptionalLong behind) {
        try {
            return Optional.of(daemon.events(terms, behind));
        } catch (AdminException nobody) {
            return Optional.empty();
        }
    }

    /** Returns the last event's number, when the daemon has ended the stream or nobody reads the output any more. */
    private OptionalLong print(EventReader reader, OptionalLong behind, boolean json) throws IOException {
        OptionalLong last = behind;
        try (EventReader events = reader) {
            for (Optional<Message> next = events.next(); next.isPresent(); next = events.next()) {
                last = OptionalLong.of(next.get().number());
                out.println(json ? next.get().json() : lines.of(next.get().fields()));
                if (out.checkError()) { // which flushes
                    break;
                }
            }
            return last;
        }
    }

    private int fail(String reason) {
        out.flush();
        err.println("taplane: " + reason);
        return ExitCode.FAILED;
    }
}
