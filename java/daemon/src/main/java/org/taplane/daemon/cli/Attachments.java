package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.with;
import static org.taplane.daemon.cli.Options.withChange;
import static org.taplane.daemon.cli.Options.withOptional;
import static org.taplane.daemon.cli.Options.withText;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminClient.Field;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.PortState;
import org.taplane.wire.MacAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code taplane attach} and {@code detach}: the daemon is told to make a container's interface. */
final class Attachments {
    private static final String BRIDGE = "--bridge";
    private static final String VLAN = "--vlan";
    private static final String ADDRESS = "--address";
    private static final String GATEWAY = "--gateway";
    private static final String DEVICE = "--device";
    private static final String PORT = "--port";
    private static final String DEFAULT_DEVICE = "eth0";
    private static final long LOCAL_UNICAST = 0x02_00_00_00_00_00L;

    private final Changes changes;
    private final PrintWriter err;

    Attachments(Changes changes, PrintWriter err) {
        this.changes = changes;
        this.err = err;
    }

    static CommandSpec attachSyntax() {
        CommandSpec attach = withChange(target("attach", "Plug a running container or process into a bridge."));
        withText(attach, BRIDGE, "BRIDGE", "The bridge.");
        withText(attach, VLAN, "VLAN", "Access VLAN. Default: 1");
        withText(attach, ADDRESS, "ADDRESS", "Addresses with prefix lengths, with commas between them.");
        withText(attach, GATEWAY, "ADDRESS", "Gateways of the default route, with commas between them.");
        withText(attach, DEVICE, "NAME", "The interface in the container. Default: " + DEFAULT_DEVICE);
        withText(attach, PORT, "NAME", "The port. Default: the container's name.");
        return withOptional(attach, 1, "SETTINGS", "Further settings: 'mtu=1400,isolated=true'.");
    }

    static CommandSpec detachSyntax() {
        CommandSpec detach = withChange(target("detach", "Take back what attach did."));
        return withText(detach, DEVICE, "NAME", "The interface in the container. Default: " + DEFAULT_DEVICE);
    }

    private static CommandSpec target(String name, String description) {
        return with(command(name, description), 0, "CONTAINER", "Name or id of a container, or a process id.");
    }

    int attach(ParseResult attach) {
        String target = Options.positional(attach, 0);
        Optional<String> bridge = Options.text(attach, BRIDGE);
        Optional<String> port = Options.text(attach, PORT).or(() -> portName(attach, target));
        if (bridge.isEmpty() || port.isEmpty()) {
            err.println("taplane: the option " + (bridge.isEmpty() ? BRIDGE : PORT) + " is missing");
            return ExitCode.USAGE;
        }
        try {
            return changes.edit(
                    attach,
                    List.of(
                            new Field.Text("edit", "add-port"),
                            new Field.Text("bridge", bridge.get()),
                            new Field.Text("name", port.get()),
                            new Field.Text("settings", settings(attach, target, ContainerFinder.netns(target)))));
        } catch (ContainerFinder.NotFoundException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    /** A second interface of a container has a port of another name. */
    private static Optional<String> portName(ParseResult attach, String target) {
        String device = device(attach);
        return device.equals(DEFAULT_DEVICE)
                ? ContainerFinder.portName(target)
                : ContainerFinder.portName(target + "-" + device);
    }

    private static String device(ParseResult command) {
        return Options.text(command, DEVICE).orElse(DEFAULT_DEVICE);
    }

    private static String label(String target, ParseResult command) {
        return "attach " + target + " " + device(command);
    }

    /** With a MAC address, which is the same when a daemon that starts again makes the interface again. */
    private static String settings(ParseResult attach, String target, Path netns) {
        long mac = ThreadLocalRandom.current().nextLong(1L << 40) | LOCAL_UNICAST;
        List<String> settings = new ArrayList<>(List.of(
                "type=tap",
                "attached=" + quoted(label(target, attach)),
                "netns=" + netns,
                "device=" + quoted(device(attach)),
                "mac=" + quoted(MacAddress.format(mac))));
        Options.text(attach, VLAN).ifPresent(vlan -> settings.add("vlan.access=" + vlan));
        Options.text(attach, ADDRESS)
                .ifPresent(addresses -> settings.add("address=[" + String.join(",", items(addresses)) + "]"));
        Options.text(attach, GATEWAY)
                .ifPresent(gateways -> settings.add("routes=["
                        + String.join(
                                ",",
                                items(gateways).stream()
                                        .map(each -> "{via: " + each + "}")
                                        .toList()) + "]"));
        Options.optional(attach, 1).ifPresent(settings::add);
        return String.join(",", settings);
    }

    private static List<String> items(String list) {
        return List.of(list.split(",", -1)).stream().map(Attachments::quoted).toList();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    int detach(ParseResult detach) {
        String label = label(Options.positional(detach, 0), detach);
        try {
            List<PortState> ports = new ArrayList<>();
            new AdminClient(Options.socket(detach)).ports().forEach(ports::add);
            Optional<String> port = ports.stream()
                    .filter(each -> each.attached().filter(label::equals).isPresent())
                    .map(PortState::name)
                    .findFirst();
            if (port.isEmpty()) {
                err.println("taplane: no interface " + device(detach) + " was attached to "
                        + Options.positional(detach, 0));
                return ExitCode.USAGE;
            }
            return changes.edit(
                    detach,
                    List.of(
                            new Field.Text("edit", "detach"),
                            new Field.Text("name", port.get()),
                            new Field.Text("attached", label)));
        } catch (AdminException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
