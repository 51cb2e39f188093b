package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A bridge.
 *
 * @param ports how many ports it has
 * @param macs how many addresses its table holds now
 * @param maxMacs how many it may hold
 * @param ageing seconds after which a silent station is forgotten
 */
public record BridgeState(String name, int ports, int macs, int maxMacs, long ageing) {
    static BridgeState read(JsonObject json) throws IOException {
        return new BridgeState(
                json.text("name"),
                (int) json.number("ports"),
                (int) json.number("macs"),
                (int) json.number("max-macs"),
                json.number("ageing"));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeNumberField("ports", ports);
        json.writeNumberField("macs", macs);
        json.writeNumberField("max-macs", maxMacs);
        json.writeNumberField("ageing", ageing);
        json.writeEndObject();
    }
}
