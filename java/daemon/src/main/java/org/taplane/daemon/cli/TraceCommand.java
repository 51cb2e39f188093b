package org.taplane.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminClient.Field;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.TraceResult;
import org.taplane.control.frame.FrameException;
import picocli.CommandLine.ParseResult;

/** {@code taplane trace}: asks the daemon what would become of frames, and prints what it says. */
final class TraceCommand {
    private static final int MAX_VNI_DIGITS = 8;

    private final PrintWriter out;
    private final PrintWriter err;

    TraceCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int execute(ParseResult command) {
        try {
            List<Field> arrival = arrival(command);
            List<byte[]> frames = TraceFrames.of(command);
            List<TraceResult> results = ask(new AdminClient(Options.socket(command)), arrival, frames);
            if (Options.flag(command, Options.JSON)) {
                printJson(results);
            } else {
                print(results);
            }
            return ExitCode.FINE;
        } catch (FrameException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (AdminException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (IOException e) {
            err.println("taplane: cannot write the output: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** How the frames come in. */
    private static List<Field> arrival(ParseResult command) throws FrameException {
        String port = Options.text(command, TraceSyntax.PORT)
                .orElseThrow(() -> new FrameException("the option --port is missing"));
        int slash = port.indexOf('/');
        List<Field> fields = new ArrayList<>();
        if (slash >= 0) {
            fields.add(new Field.Text("bridge", port.substring(0, slash)));
        }
        fields.add(new Field.Text("port", port.substring(slash + 1)));
        Optional<String> vni = Options.text(command, TraceSyntax.VNI);
        if (vni.isPresent()) {
            fields.add(new Field.Count("vni", vni(vni.get())));
        }
        return fields;
    }

    private static long vni(String text) throws FrameException {
        if (!text.matches("[0-9]{1," + MAX_VNI_DIGITS + "}")) {
            throw new FrameException("\"" + text + "\" is no VNI; expected a number from 0 to 16777215");
        }
        return Long.parseLong(text);
    }

    private static List<TraceResult> ask(AdminClient daemon, List<Field> arrival, List<byte[]> frames)
            throws AdminException {
        List<TraceResult> results = new ArrayList<>();
        for (byte[] frame : frames) {
            List<Field> fields = new ArrayList<>(arrival);
            fields.add(new Field.Text("frame", HexFormat.of().formatHex(frame)));
            results.add(daemon.trace(fields));
        }
        return results;
    }

    private void print(List<TraceResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.size() > 1) {
                out.println((i == 0 ? "" : System.lineSeparator()) + "frame " + (i + 1));
            }
            results.get(i)
                    .steps()
                    .forEach(step -> out.println(String.format(Locale.ROOT, "%-12s %s", step.what(), step.why())));
        }
    }

    private void printJson(List<TraceResult> results) throws IOException {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartArray();
            for (TraceResult result : results) {
                result.write(json);
            }
            json.writeEndArray();
        }
        out.println();
    }
}
