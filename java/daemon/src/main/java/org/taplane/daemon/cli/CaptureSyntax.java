package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.withSocket;
import static org.taplane.daemon.cli.Options.withText;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.taplane.control.api.CaptureRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The grammar of {@code taplane capture}. */
final class CaptureSyntax {
    private static final String BRIDGE = "--bridge";
    private static final String DROPS = "--drops";
    private static final String FILTER = "-f";
    private static final String COUNT = "-c";
    private static final String SNAP_LENGTH = "-s";
    private static final String FILE = "-w";

    private CaptureSyntax() {}

    /**
     * What was asked for.
     *
     * @param count of frames after which to end
     * @param file to write to, "-" for the standard output; without one, frames are printed
     */
    record Asked(Path socket, CaptureRequest request, OptionalLong count, Optional<String> file) {}

    static CommandSpec capture() {
        CommandSpec capture = withSocket(command("capture", "Show the frames that pass ports, or are dropped there."))
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .type(String[].class)
                        .paramLabel("PORT")
                        .description("The ports. Without them and --bridge: all.")
                        .build());
        withText(capture, BRIDGE, "NAME", "The bridge, with all its ports.");
        capture.addOption(OptionSpec.builder(DROPS)
                .type(String.class)
                .arity("0..1")
                .paramLabel("REASON")
                .preprocessor((arguments, _, _, info) -> {
                    if (!"=".equals(info.get("separator"))) {
                        arguments.push(""); // what follows is a port, not the reason
                    }
                    return false;
                })
                .description("In place of what passes: what is dropped, for one of these reasons (a,b,…) or for any.")
                .build());
        withText(capture, FILTER, "FILTER", "Only frames that the filter lets through, as tcpdump has them.");
        capture.addOption(number(COUNT, Long.class, "N", "End after so many frames."));
        capture.addOption(number(SNAP_LENGTH, Integer.class, "LEN", "Keep so many bytes of each frame. 0: all."));
        withText(capture, FILE, "FILE", "Write pcapng there; '-': to the standard output.");
        return capture;
    }

    private static OptionSpec number(String option, Class<?> type, String label, String description) {
        return OptionSpec.builder(option)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** @throws ParameterException if a number is out of its range */
    static Asked read(ParseResult command) {
        long count = command.matchedOptionValue(COUNT, 0L);
        if (count < 0 || (count == 0 && command.hasMatchedOption(COUNT))) {
            throw wrong(command, COUNT, "a number from 1 on");
        }
        int snapLength = command.matchedOptionValue(SNAP_LENGTH, 0);
        if (snapLength < 0 || snapLength > CaptureRequest.MAX_SNAP_LENGTH) {
            throw wrong(command, SNAP_LENGTH, "a number from 0 to " + CaptureRequest.MAX_SNAP_LENGTH);
        }
        String[] ports = command.matchedPositionalValue(0, new String[0]);
        CaptureRequest request = new CaptureRequest(
                Set.copyOf(List.of(ports)),
                Options.text(command, BRIDGE),
                Options.text(command, DROPS).map(CaptureRequest::reasons),
                Options.text(command, FILTER).orElse(""),
                snapLength == 0 ? CaptureRequest.MAX_SNAP_LENGTH : snapLength);
        return new Asked(
                Options.socket(command),
                request,
                count == 0 ? OptionalLong.empty() : OptionalLong.of(count),
                Options.text(command, FILE));
    }

    private static ParameterException wrong(ParseResult command, String option, String expected) {
        return new ParameterException(
                command.commandSpec().commandLine(), "Invalid value for option '" + option + "': expected " + expected);
    }
}
