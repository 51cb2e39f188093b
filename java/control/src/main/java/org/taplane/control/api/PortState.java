package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.wire.MacAddress;

/**
 * A port of a bridge.
 *
 * @param type as in the configuration: {@code tap}, {@code packet} or {@code vxlan}
 * @param up whether frames can leave by it
 * @param enabled whether the configuration lets frames pass it; if not it is down for that reason
 * @param mtu largest payload of a frame, in bytes, without Ethernet header and tag
 * @param mac the low 48 bits; empty where the port has no address of its own (a tunnel)
 * @param stations how many entries of the MAC table it has
 * @param maxMacs how many it may have; empty: as many as the table
 */
public record PortState(
        String bridge,
        String name,
        String type,
        boolean up,
        boolean enabled,
        int mtu,
        OptionalLong mac,
        int stations,
        OptionalInt maxMacs,
        PortTotals totals) {
    static PortState read(JsonObject json) throws IOException {
        return new PortState(
                json.text("bridge"),
                json.text("name"),
                json.text("type"),
                json.text("state").equals("up"),
                json.flag("enabled"),
                (int) json.number("mtu"),
                json.optionalMac("mac"),
                (int) json.number("stations"),
                json.optionalInt("max-macs"),
                PortTotals.read(json));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("bridge", bridge);
        json.writeStringField("name", name);
        json.writeStringField("type", type);
        json.writeStringField("state", up ? "up" : "down");
        json.writeBooleanField("enabled", enabled);
        json.writeNumberField("mtu", mtu);
        json.writeFieldName("mac");
        if (mac.isPresent()) {
            json.writeString(MacAddress.format(mac.getAsLong()));
        } else {
            json.writeNull();
        }
        json.writeNumberField("stations", stations);
        json.writeFieldName("max-macs");
        if (maxMacs.isPresent()) {
            json.writeNumber(maxMacs.getAsInt());
        } else {
            json.writeNull();
        }
        totals.write(json);
        json.writeEndObject();
    }
}
