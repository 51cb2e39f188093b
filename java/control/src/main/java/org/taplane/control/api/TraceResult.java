package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a frame.
 *
 * @param steps each decision, in order
 * @param sent what leaves, a line for each port
 * @param drops why it goes no further, and at which port that would be counted
 * @param taken the protocol of the switch itself that it would be given to
 */
public record TraceResult(
        String bridge,
        String port,
        Verdict verdict,
        List<Step> steps,
        List<Sent> sent,
        List<Drop> drops,
        Optional<String> taken) {
    public TraceResult {
        steps = List.copyOf(steps);
        sent = List.copyOf(sent);
        drops = List.copyOf(drops);
    }

    /** In a word. */
    public enum Verdict {
        /** It leaves by a port, or several. */
        FORWARDED,
        /** It leaves by none. */
        DROPPED,
        /** It is for the switch itself. */
        TAKEN;

        /** The verdict on a frame. */
        public static Verdict of(List<Sent> sent, Optional<String> taken) {
            if (taken.isPresent()) {
                return TAKEN;
            }
            return sent.isEmpty() ? DROPPED : FORWARDED;
        }

        /** As JSON has it. */
        public String label() {
            return switch (this) {
                case FORWARDED -> "forwarded";
                case DROPPED -> "dropped";
                case TAKEN -> "taken";
            };
        }
    }

    /**
     * A decision.
     *
     * @param what one word
     * @param why the rest of the line, for people
     */
    public record Step(String what, String why) {
        private void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("what", what);
            json.writeStringField("why", why);
            json.writeEndObject();
        }
    }

    /**
     * A frame that leaves.
     *
     * @param remote address of the only tunnel endpoint that it goes to
     * @param frame its bytes in hexadecimal
     */
    public record Sent(String port, Optional<String> remote, String frame) {
        private void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("port", port);
            if (remote.isPresent()) {
                json.writeStringField("remote", remote.get());
            }
            json.writeStringField("frame", frame);
            json.writeEndObject();
        }
    }

    /**
     * The end of a frame.
     *
     * @param port where it would be counted
     * @param reason as {@code show ports} has it
     */
    public record Drop(String port, String reason) {
        private void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("port", port);
            json.writeStringField("reason", reason);
            json.writeEndObject();
        }
    }

    /** Writes it as one object. */
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("bridge", bridge);
        json.writeStringField("port", port);
        json.writeStringField("verdict", verdict.label());
        if (taken.isPresent()) {
            json.writeStringField("taken", taken.get());
        }
        writeAll(json, "steps", steps, Step::write);
        writeAll(json, "sent", sent, Sent::write);
        writeAll(json, "drops", drops, Drop::write);
        json.writeEndObject();
    }

    private interface Writer<T> {
        void write(T element, JsonGenerator json) throws IOException;
    }

    private static <T> void writeAll(JsonGenerator json, String name, List<T> elements, Writer<T> writer)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (T element : elements) {
            writer.write(element, json);
        }
        json.writeEndArray();
    }

    static TraceResult read(JsonObject json) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (JsonObject step : json.objects("steps")) {
            steps.add(new Step(step.text("what"), step.text("why")));
        }
        List<Sent> sent = new ArrayList<>();
        for (JsonObject exit : json.objects("sent")) {
            sent.add(new Sent(exit.text("port"), exit.optionalText("remote"), exit.text("frame")));
        }
        List<Drop> drops = new ArrayList<>();
        for (JsonObject drop : json.objects("drops")) {
            drops.add(new Drop(drop.text("port"), drop.text("reason")));
        }
        return new TraceResult(
                json.text("bridge"),
                json.text("port"),
                json.choice("verdict", Verdict.class),
                steps,
                sent,
                drops,
                json.optionalText("taken"));
    }
}
