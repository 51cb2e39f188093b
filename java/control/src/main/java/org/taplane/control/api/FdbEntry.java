package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import org.taplane.wire.MacAddress;

/**
 * Where a station is.
 *
 * @param vlan VLAN ID, 1 to 4094
 * @param mac the low 48 bits
 * @param port the port's name
 * @param remote the tunnel endpoint behind the port, where the port is a tunnel
 * @param fixed whether it comes from the configuration: it neither ages nor moves
 * @param age seconds since the station was last heard; 0 for a static entry
 */
public record FdbEntry(
        String bridge, int vlan, long mac, String port, Optional<String> remote, boolean fixed, long age) {
    /** {@code static} or {@code dynamic}. */
    public String type() {
        return fixed ? "static" : "dynamic";
    }

    static FdbEntry read(JsonObject json) throws IOException {
        return new FdbEntry(
                json.text("bridge"),
                (int) json.number("vlan"),
                json.mac("mac"),
                json.text("port"),
                json.optionalText("remote"),
                json.text("type").equals("static"),
                json.number("age"));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("bridge", bridge);
        json.writeNumberField("vlan", vlan);
        json.writeStringField("mac", MacAddress.format(mac));
        json.writeStringField("port", port);
        json.writeFieldName("remote");
        if (remote.isPresent()) {
            json.writeString(remote.get());
        } else {
            json.writeNull();
        }
        json.writeStringField("type", type());
        json.writeNumberField("age", age);
        json.writeEndObject();
    }
}
