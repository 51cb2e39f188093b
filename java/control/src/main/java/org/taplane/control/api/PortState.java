package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.wire.MacAddress;

/**
 * A port of a bridge.
 *
 * @param type as in the configuration: {@code tap}, {@code packet}, {@code vxlan}, {@code stream} or {@code dgram}
 * @param mtu largest payload of a frame, in bytes, without Ethernet header and tag
 * @param mac the low 48 bits; empty where the port has no address of its own (a tunnel)
 * @param attached what a command attached the port to; empty for a port of the configuration
 * @param why the reason for which the port's device is missing; empty if it is not
 * @param stations how many entries of the MAC table it has
 * @param maxMacs how many it may have; empty: as many as the table
 * @param peer who is at the other end; empty for ports that cannot tell
 */
public record PortState(
        String bridge,
        String name,
        String type,
        State state,
        int mtu,
        OptionalLong mac,
        Optional<String> attached,
        Optional<String> why,
        int stations,
        OptionalInt maxMacs,
        Optional<PeerState> peer,
        PortTotals totals) {
    /** Whether frames can leave by the port, and if not, whether it has a device at all and may use it. */
    public enum State {
        UP,
        DOWN,
        MISSING,
        DISABLED;

        /** As users read it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PortState read(JsonObject json) throws IOException {
        return new PortState(
                json.text("bridge"),
                json.text("name"),
                json.text("type"),
                json.choice("state", State.class),
                (int) json.number("mtu"),
                json.optionalMac("mac"),
                json.optionalText("attached"),
                json.optionalText("why"),
                (int) json.number("stations"),
                json.optionalInt("max-macs"),
                readPeer(json),
                PortTotals.read(json));
    }

    private static Optional<PeerState> readPeer(JsonObject json) throws IOException {
        return json.has("peer") ? Optional.of(PeerState.read(json.object("peer"))) : Optional.empty();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("bridge", bridge);
        json.writeStringField("name", name);
        json.writeStringField("type", type);
        json.writeStringField("state", state.label());
        json.writeNumberField("mtu", mtu);
        json.writeFieldName("mac");
        if (mac.isPresent()) {
            json.writeString(MacAddress.format(mac.getAsLong()));
        } else {
            json.writeNull();
        }
        write(json, "attached", attached);
        write(json, "why", why);
        json.writeNumberField("stations", stations);
        json.writeFieldName("max-macs");
        if (maxMacs.isPresent()) {
            json.writeNumber(maxMacs.getAsInt());
        } else {
            json.writeNull();
        }
        json.writeFieldName("peer");
        if (peer.isPresent()) {
            peer.get().write(json);
        } else {
            json.writeNull();
        }
        totals.write(json);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Optional<String> text) throws IOException {
        json.writeFieldName(name);
        if (text.isPresent()) {
            json.writeString(text.get());
        } else {
            json.writeNull();
        }
    }
}
