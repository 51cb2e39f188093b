package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port that does LLDP.
 *
 * @param ttl seconds for which neighbours may believe what the switch tells
 */
public record LldpState(
        String bridge,
        String port,
        boolean transmit,
        boolean receive,
        long ttl,
        Frames frames,
        List<Neighbour> neighbours) {
    public LldpState {
        neighbours = List.copyOf(neighbours);
    }

    /**
     * What was counted since the port began with it.
     *
     * @param discarded frames that could not be believed
     * @param agedOut neighbours that fell silent
     * @param refused frames of neighbours for which there was no room
     */
    public record Frames(long sent, long received, long discarded, long agedOut, long refused) {
        private static Frames read(JsonObject json) throws IOException {
            return new Frames(
                    json.number("sent"),
                    json.number("received"),
                    json.number("discarded"),
                    json.number("aged-out"),
                    json.number("refused"));
        }

        private void write(JsonGenerator json) throws IOException {
            json.writeNumberField("sent", sent);
            json.writeNumberField("received", received);
            json.writeNumberField("discarded", discarded);
            json.writeNumberField("aged-out", agedOut);
            json.writeNumberField("refused", refused);
        }
    }

    /**
     * Who is at the other end of the link, in its own words.
     *
     * @param capabilities that it has
     * @param enabled those in use
     * @param vlan of untagged frames, 0 if it says that there is none
     * @param ttl seconds for which this holds
     * @param age seconds since it was heard first
     * @param expires seconds until it is forgotten
     */
    public record Neighbour(
            String chassis,
            String portId,
            Optional<String> portDescription,
            Optional<String> systemName,
            Optional<String> systemDescription,
            List<String> capabilities,
            List<String> enabled,
            OptionalInt vlan,
            int ttl,
            long age,
            long expires) {
        public Neighbour {
            capabilities = List.copyOf(capabilities);
            enabled = List.copyOf(enabled);
        }

        private static Neighbour read(JsonObject json) throws IOException {
            return new Neighbour(
                    json.text("chassis"),
                    json.text("port-id"),
                    json.optionalText("port-description"),
                    json.optionalText("system-name"),
                    json.optionalText("system-description"),
                    json.texts("capabilities"),
                    json.texts("enabled"),
                    json.optionalInt("vlan"),
                    (int) json.number("ttl"),
                    json.number("age"),
                    json.number("expires"));
        }

        private void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("chassis", chassis);
            json.writeStringField("port-id", portId);
            writeText(json, "port-description", portDescription);
            writeText(json, "system-name", systemName);
            writeText(json, "system-description", systemDescription);
            writeTexts(json, "capabilities", capabilities);
            writeTexts(json, "enabled", enabled);
            json.writeFieldName("vlan");
            if (vlan.isPresent()) {
                json.writeNumber(vlan.getAsInt());
            } else {
                json.writeNull();
            }
            json.writeNumberField("ttl", ttl);
            json.writeNumberField("age", age);
            json.writeNumberField("expires", expires);
            json.writeEndObject();
        }

        private static void writeText(JsonGenerator json, String name, Optional<String> text) throws IOException {
            json.writeFieldName(name);
            if (text.isPresent()) {
                json.writeString(text.get());
            } else {
                json.writeNull();
            }
        }

        private static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
            json.writeArrayFieldStart(name);
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
    }

    static LldpState read(JsonObject json) throws IOException {
        List<Neighbour> neighbours = new ArrayList<>();
        for (JsonObject neighbour : json.objects("neighbours")) {
            neighbours.add(Neighbour.read(neighbour));
        }
        return new LldpState(
                json.text("bridge"),
                json.text("port"),
                json.flag("transmit"),
                json.flag("receive"),
                json.number("ttl"),
                Frames.read(json),
                neighbours);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("bridge", bridge);
        json.writeStringField("port", port);
        json.writeBooleanField("transmit", transmit);
        json.writeBooleanField("receive", receive);
        json.writeNumberField("ttl", ttl);
        frames.write(json);
        json.writeArrayFieldStart("neighbours");
        for (Neighbour neighbour : neighbours) {
            neighbour.write(json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
