package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.with;
import static org.taplane.daemon.cli.Options.withChange;
import static org.taplane.daemon.cli.Options.withOptional;
import static org.taplane.daemon.cli.Options.withSocket;
import static org.taplane.daemon.cli.Options.withText;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The grammar of the commands that change the running switch. */
final class ChangeSyntax {
    static final String BRIDGE = "--bridge";
    static final String PORT = "--port";
    static final String VLAN = "--vlan";
    static final String REMOTE = "--remote";
    static final String YAML = "--yaml";

    private static final String SETTINGS = "Settings: 'type=tap,netns=web,vlan.access=10'.";

    private ChangeSyntax() {}

    static CommandSpec apply() {
        CommandSpec apply = withChange(command("apply", "Make the running switch what a configuration says."));
        return with(apply, 0, "FILE", "The configuration.");
    }

    static CommandSpec save() {
        CommandSpec save = withSocket(
                command("save", "Write the running configuration to a file, whose old content is kept as FILE~."));
        return withOptional(save, 0, "FILE", "Default: the file that the daemon was started with.");
    }

    static CommandSpec bridge() {
        return group("bridge", "Add, change or delete a bridge of the running switch.")
                .addSubcommand("add", settings(named("add", "Add a bridge.", "NAME"), 1))
                .addSubcommand("set", settings(named("set", "Change settings of a bridge.", "NAME"), 1))
                .addSubcommand("del", named("del", "Delete a bridge with its ports.", "NAME"));
    }

    static CommandSpec port() {
        CommandSpec add = with(named("add", "Add a port.", "BRIDGE"), 1, "NAME", "The port, and its device.");
        return group("port", "Add, change or delete a port of the running switch.")
                .addSubcommand("add", settings(add, 2))
                .addSubcommand(
                        "set", settings(named("set", "Change settings of a port; KEY= takes a key away.", "NAME"), 1))
                .addSubcommand("del", named("del", "Delete a port with its static entries.", "NAME"))
                .addSubcommand("up", named("up", "Let frames pass a port again.", "NAME"))
                .addSubcommand("down", named("down", "Let no frame pass a port.", "NAME"));
    }

    static CommandSpec fdb() {
        return group("fdb", "Add, delete or forget stations of the running switch.")
                .addSubcommand(
                        "add",
                        withText(
                                station("add", "Add a static entry."),
                                REMOTE,
                                "ADDRESS",
                                "The tunnel endpoint behind a VXLAN port."))
                .addSubcommand("del", station("del", "Delete a static entry."))
                .addSubcommand("flush", flush());
    }

    private static CommandSpec station(String name, String description) {
        CommandSpec station = with(named(name, description, "BRIDGE"), 1, "MAC", "The station.");
        withText(station, VLAN, "VLAN", "Its VLAN. Default: 1");
        return withText(station, PORT, "PORT", "The port that it is behind.");
    }

    private static CommandSpec flush() {
        CommandSpec flush = command("flush", "Forget learned stations: all, or those that meet every option given.");
        withText(flush, BRIDGE, "BRIDGE", "Of this bridge.");
        withText(flush, PORT, "PORT", "Behind this port.");
        withText(flush, VLAN, "VLAN", "In this VLAN.");
        return flush.addOption(OptionSpec.builder("--dynamic")
                .type(boolean.class)
                .description("Learned stations only, which is always so: static entries are never flushed.")
                .build());
    }

    private static CommandSpec group(String name, String description) {
        return withChange(command(name, description));
    }

    private static CommandSpec named(String name, String description, String label) {
        return with(command(name, description), 0, label, "As 'taplane show' lists it.");
    }

    private static CommandSpec settings(CommandSpec command, int index) {
        return withText(
                withOptional(command, index, "SETTINGS", SETTINGS),
                YAML,
                "MAPPING",
                "Settings as YAML: '{type: tap}'.");
    }
}
