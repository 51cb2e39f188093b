package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * A bridge.
 *
 * @param ports how many ports it has
 * @param macs how many addresses its table holds now
 * @param maxMacs how many it may hold
 * @param ageing seconds after which a silent station is forgotten
 * @param groupForwardMask which reserved group addresses it relays by the operator's wish, a bit each
 * @param fastPath how many of the addresses the kernel forwards for by itself
 * @param features names of the features that are on, on any of its ports
 */
public record BridgeState(
        String name,
        int ports,
        int macs,
        int maxMacs,
        long ageing,
        int groupForwardMask,
        int fastPath,
        List<String> features) {
    public BridgeState {
        features = List.copyOf(features);
    }

    static BridgeState read(JsonObject json) throws IOException {
        return new BridgeState(
                json.text("name"),
                (int) json.number("ports"),
                (int) json.number("macs"),
                (int) json.number("max-macs"),
                json.number("ageing"),
                (int) json.number("group-forward-mask"),
                (int) json.number("fast-path"),
                json.texts("features"));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeNumberField("ports", ports);
        json.writeNumberField("macs", macs);
        json.writeNumberField("max-macs", maxMacs);
        json.writeNumberField("ageing", ageing);
        json.writeNumberField("group-forward-mask", groupForwardMask);
        json.writeNumberField("fast-path", fastPath);
        json.writeArrayFieldStart("features");
        for (String feature : features) {
            json.writeString(feature);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
