package org.taplane.daemon.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.ControlConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The pieces that commands are put together of. */
final class Options {
    static final String DRY_RUN = "--dry-run";
    static final String REVISION = "--revision";
    static final String JSON = "--json";
    static final String SOCKET = "--socket";

    private Options() {}

    static CommandSpec command(String name, String description) {
        CommandSpec command = CommandSpec.create()
                .name(name)
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Print this help and exit.")
                        .build());
        command.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(false);
        return command;
    }

    /** The daemon that is meant; may be given before or after a subcommand. */
    static CommandSpec withSocket(CommandSpec command) {
        return command.addOption(OptionSpec.builder(SOCKET)
                .scopeType(ScopeType.INHERIT)
                .type(Path.class)
                .paramLabel("PATH")
                .defaultValue(ControlConfig.DEFAULT.socket().toString())
                .description("The daemon's admin socket.", "Default: ${DEFAULT-VALUE}")
                .build());
    }

    static CommandSpec withJson(CommandSpec command, String description) {
        return command.addOption(OptionSpec.builder(JSON)
                .scopeType(ScopeType.INHERIT)
                .type(boolean.class)
                .defaultValue("false")
                .description(description)
                .build());
    }

    /** What every command that changes something takes. */
    static CommandSpec withChange(CommandSpec command) {
        return withJson(withSocket(command), "Print the plan as JSON.")
                .addOption(OptionSpec.builder(DRY_RUN)
                        .scopeType(ScopeType.INHERIT)
                        .type(boolean.class)
                        .defaultValue("false")
                        .description("Print what would change, and change nothing.")
                        .build())
                .addOption(OptionSpec.builder(REVISION)
                        .scopeType(ScopeType.INHERIT)
                        .type(Long.class)
                        .paramLabel("N")
                        .description("Change nothing unless this is the revision in force.")
                        .build());
    }

    static CommandSpec with(CommandSpec command, int index, String label, String description) {
        return command.addPositional(
                positional(index, label, description).required(true).build());
    }

    static CommandSpec withOptional(CommandSpec command, int index, String label, String description) {
        return command.addPositional(positional(index, label, description)
                .required(false)
                .arity("0..1")
                .build());
    }

    static CommandSpec withText(CommandSpec command, String option, String label, String description) {
        return command.addOption(OptionSpec.builder(option)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    private static PositionalParamSpec.Builder positional(int index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(String.valueOf(index))
                .type(String.class)
                .paramLabel(label)
                .description(description);
    }

    static Path socket(ParseResult command) {
        return command.commandSpec().findOption(SOCKET).getValue();
    }

    static boolean flag(ParseResult command, String option) {
        return command.commandSpec().findOption(option).getValue();
    }

    static OptionalLong revision(ParseResult command) {
        return Optional.<Long>ofNullable(
                        command.commandSpec().findOption(REVISION).getValue())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    static Optional<String> text(ParseResult command, String option) {
        return Optional.ofNullable(command.matchedOptionValue(option, null));
    }

    static String positional(ParseResult command, int index) {
        return command.matchedPositional(index).getValue();
    }

    static Optional<String> optional(ParseResult command, int index) {
        return command.hasMatchedPositional(index) ? Optional.of(positional(command, index)) : Optional.empty();
    }
}
