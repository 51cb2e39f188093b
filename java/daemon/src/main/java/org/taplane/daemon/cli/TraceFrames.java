package org.taplane.daemon.cli;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.taplane.control.frame.CaptureFile;
import org.taplane.control.frame.FrameException;
import org.taplane.control.frame.FrameRecipe;
import org.taplane.wire.MacAddress;
import picocli.CommandLine.ParseResult;

/** The frames that a command line of {@code taplane trace} asks about. */
final class TraceFrames {
    static final String DEFAULT_SOURCE = "02:00:00:00:00:01";
    static final String DEFAULT_DESTINATION = "02:00:00:00:00:02";

    private static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";
    private static final List<String> MADE =
            List.of(TraceSyntax.TCP, TraceSyntax.UDP, TraceSyntax.ICMP, TraceSyntax.ARP);
    private static final List<String> OF_MADE = List.of(TraceSyntax.SOURCE, TraceSyntax.DESTINATION, TraceSyntax.VLAN);
    private static final int MAX_VLAN = 4094;

    /** As many as somebody may want to read about. */
    private static final int MAX_FRAMES = 1000;

    private TraceFrames() {}

    static List<byte[]> of(ParseResult command) throws FrameException {
        String kind = kind(command);
        String what = Options.text(command, kind).orElseThrow();
        if (!MADE.contains(kind)) {
            refuse(command, OF_MADE, "goes with " + String.join(", ", MADE));
        }
        if (!kind.equals(TraceSyntax.PCAP) && Options.flag(command, TraceSyntax.ALL)) {
            throw new FrameException("--all goes with --pcap");
        }
        return switch (kind) {
            case TraceSyntax.FRAME -> List.of(hex(what));
            case TraceSyntax.PCAP -> captured(what, Options.flag(command, TraceSyntax.ALL));
            case TraceSyntax.TCP -> List.of(recipe(command, DEFAULT_DESTINATION).tcp(what));
            case TraceSyntax.UDP -> List.of(recipe(command, DEFAULT_DESTINATION).udp(what));
            case TraceSyntax.ICMP ->
                List.of(recipe(command, DEFAULT_DESTINATION).icmp(what));
            default -> List.of(recipe(command, EVERYBODY).arp(what));
        };
    }

    /** The one option that says what the frame is. */
    private static String kind(ParseResult command) throws FrameException {
        List<String> given = Stream.concat(Stream.of(TraceSyntax.FRAME, TraceSyntax.PCAP), MADE.stream())
                .filter(option -> Options.text(command, option).isPresent())
                .toList();
        if (given.size() != 1) {
            throw new FrameException((given.isEmpty() ? "which frame?" : "more than one frame.")
                    + " Expected one of --frame, --pcap, " + String.join(", ", MADE));
        }
        return given.getFirst();
    }

    private static void refuse(ParseResult command, List<String> options, String why) throws FrameException {
        Optional<String> given = options.stream()
                .filter(option -> Options.text(command, option).isPresent())
                .findFirst();
        if (given.isPresent()) {
            throw new FrameException(given.get() + " " + why);
        }
    }

    private static List<byte[]> captured(String file, boolean all) throws FrameException {
        List<byte[]> frames = CaptureFile.read(Path.of(file), all ? MAX_FRAMES + 1 : 1);
        if (frames.size() > MAX_FRAMES) {
            throw new FrameException(file + " has more than " + MAX_FRAMES + " frames; expected fewer with --all");
        }
        return frames;
    }

    /** As people copy it: with colons or blanks between the bytes, or nothing. */
    private static byte[] hex(String text) throws FrameException {
        String digits = text.replaceAll("[\\s:]", "");
        if (digits.length() % 2 != 0) {
            throw new FrameException("the frame has an odd number of hexadecimal digits; expected two a byte");
        }
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new FrameException("the frame is not hexadecimal; expected 0 to 9 and a to f, two a byte");
        }
    }

    private static FrameRecipe recipe(ParseResult command, String destination) throws FrameException {
        return new FrameRecipe(
                mac(command, TraceSyntax.SOURCE, DEFAULT_SOURCE),
                mac(command, TraceSyntax.DESTINATION, destination),
                vlan(Options.text(command, TraceSyntax.VLAN)));
    }

    private static long mac(ParseResult command, String option, String otherwise) throws FrameException {
        String text = Options.text(command, option).orElse(otherwise);
        return MacAddress.parse(text)
                .orElseThrow(() -> new FrameException(
                        "\"" + text + "\" is no MAC address; expected six bytes, such as " + DEFAULT_SOURCE));
    }

    private static OptionalInt vlan(Optional<String> text) throws FrameException {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("[0-9]{1,4}") || Integer.parseInt(text.get()) > MAX_VLAN) {
            throw new FrameException("\"" + text.get() + "\" is no VLAN; expected a number from 0 to " + MAX_VLAN);
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }
}
