package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * A new process has taken over.
 *
 * @param pid of it
 * @param waitedMicros how long no frame was read, in microseconds
 * @param changes what the file changed, a line each
 * @param errors why the file is not in force, if it is not: then the configuration is as it was
 */
public record Upgraded(long pid, long waitedMicros, List<String> changes, List<String> errors) {
    public Upgraded {
        changes = List.copyOf(changes);
        errors = List.copyOf(errors);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("pid", pid);
        json.writeNumberField("waited-us", waitedMicros);
        write(json, "changes", changes);
        write(json, "errors", errors);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    static Upgraded read(JsonObject json) throws IOException {
        return new Upgraded(json.number("pid"), json.number("waited-us"), json.texts("changes"), json.texts("errors"));
    }
}
