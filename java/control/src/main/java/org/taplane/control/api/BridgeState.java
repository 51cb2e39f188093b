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
 * @param moves how often a station was found behind another port than before, since the table was made
 * @param evictions how many stations were forgotten for want of room, since then
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
        long moves,
        long evictions,
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
                json.number("moves"),
                json.number("evictions"),
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
        json.writeNumberField("moves", moves);
        json.writeNumberField("evictions", evictions);
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
