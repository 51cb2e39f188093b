package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.withJson;
import static org.taplane.daemon.cli.Options.withSocket;

import java.nio.file.Path;
import org.taplane.control.api.Topic;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The grammar of the command line. It is built by hand, not from annotations: reading those by reflection would add to
 * the start of every command.
 */
final class Syntax {
    static final String CONFIG = "--config";
    static final String CONFIG_SHORT = "-c";
    static final String FILE = "FILE";
    static final String RUNNING = "config";

    private Syntax() {}

    static CommandSpec taplane() {
        CommandSpec taplane = command("taplane", "A software Ethernet switch in userspace.")
                .version(Version.text())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the version and exit.")
                        .build())
                .addSubcommand("run", run())
                .addSubcommand("check", check())
                .addSubcommand("show", show())
                .addSubcommand("monitor", Monitor.syntax())
                .addSubcommand("apply", ChangeSyntax.apply())
                .addSubcommand("bridge", ChangeSyntax.bridge())
                .addSubcommand("port", ChangeSyntax.port())
                .addSubcommand("fdb", ChangeSyntax.fdb())
                .addSubcommand("attach", Attachments.attachSyntax())
                .addSubcommand("detach", Attachments.detachSyntax())
                .addSubcommand("trace", TraceSyntax.trace())
                .addSubcommand("save", ChangeSyntax.save())
                .addSubcommand(
                        "upgrade",
                        withSocket(command(
                                "upgrade", "Hand the switch over to a new process of the daemon: no link goes down.")))
                .addSubcommand(
                        "demo", command("demo", "Show the switch at work on a topology that it creates itself."));
        taplane.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Exit codes: 0 success, 1 failure at run time, 2 wrong usage or configuration.",
                        "'taplane COMMAND --help' explains a command.");
        return taplane;
    }

    private static CommandSpec run() {
        return command("run", "Forward frames until SIGTERM or SIGINT.")
                .addOption(OptionSpec.builder(CONFIG_SHORT, CONFIG)
                        .type(Path.class)
                        .paramLabel(FILE)
                        .description("The configuration. Without it: one bridge, two TAP devices.")
                        .build());
    }

    private static CommandSpec check() {
        return command("check", "Validate a configuration without applying it.")
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .type(Path.class)
                        .paramLabel(FILE)
                        .required(true)
                        .description("The configuration.")
                        .build());
    }

    /** Its options may stand before or after the topic. */
    private static CommandSpec show() {
        CommandSpec show = withJson(
                withSocket(command("show", "Show the state of the running switch.")),
                "Print JSON: an array of objects.");
        for (Topic topic : Topic.values()) {
            show.addSubcommand(topic.label(), command(topic.label(), description(topic)));
        }
        show.addSubcommand(
                RUNNING, command(RUNNING, "The running configuration, as a file that 'taplane apply' takes."));
        show.usageMessage()
                .synopsisSubcommandLabel(String.join("|", show.subcommands().keySet()));
        return show;
    }

    private static String description(Topic topic) {
        return switch (topic) {
            case PORTS -> "Ports with their state, counters and drops.";
            case FDB -> "Which station is behind which port.";
            case BRIDGES -> "Bridges and how full their tables are.";
            case VXLAN -> "VXLAN tunnels, their VNIs and remotes.";
            case LLDP -> "Ports that do LLDP, and who is at the other end.";
        };
    }
}
