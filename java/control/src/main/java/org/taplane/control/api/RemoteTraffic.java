package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tunnel has exchanged with one endpoint at the other side, or with several.
 *
 * @param remote its address, or {@link #OTHERS}
 */
public record RemoteTraffic(String remote, long rxFrames, long rxBytes, long txFrames, long txBytes) {
    /** All remotes together that the configuration does not name. */
    public static final String OTHERS = "others";

    static List<RemoteTraffic> readAll(List<JsonObject> rows) throws IOException {
        List<RemoteTraffic> traffic = new ArrayList<>(rows.size());
        for (JsonObject row : rows) {
            JsonObject rx = row.object("rx");
            JsonObject tx = row.object("tx");
            traffic.add(new RemoteTraffic(
                    row.text("remote"),
                    rx.number("frames"),
                    rx.number("bytes"),
                    tx.number("frames"),
                    tx.number("bytes")));
        }
        return traffic;
    }

    static void writeAll(String name, List<RemoteTraffic> rows, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (RemoteTraffic row : rows) {
            json.writeStartObject();
            json.writeStringField("remote", row.remote);
            write("rx", row.rxFrames, row.rxBytes, json);
            write("tx", row.txFrames, row.txBytes, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(String name, long frames, long bytes, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("frames", frames);
        json.writeNumberField("bytes", bytes);
        json.writeEndObject();
    }
}
