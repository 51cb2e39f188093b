package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A VXLAN tunnel port.
 *
 * @param local own address of the outer header
 * @param mtu largest inner payload that fits, in bytes
 */
public record VxlanState(
        String name, String bridge, String local, int udpPort, int mtu, List<VlanVni> vnis, List<Remote> remotes) {
    /** Which VLAN travels under which VXLAN network identifier. */
    public record VlanVni(int vlan, int vni) {}

    /** A tunnel endpoint at the other side. */
    public record Remote(String address, Origin origin) {}

    /** How a remote became known. */
    public enum Origin {
        /** Named in the configuration. */
        CONFIGURED,
        /** The multicast group of the configuration. */
        GROUP,
        /** Heard on the tunnel. */
        LEARNED;

        /** {@code learned}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static VxlanState read(JsonObject json) throws IOException {
        return new VxlanState(
                json.text("name"),
                json.text("bridge"),
                json.text("local"),
                (int) json.number("udp-port"),
                (int) json.number("mtu"),
                readVnis(json.objects("vnis")),
                readRemotes(json.objects("remotes")));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("bridge", bridge);
        json.writeStringField("local", local);
        json.writeNumberField("udp-port", udpPort);
        json.writeNumberField("mtu", mtu);
        writeVnis(json);
        writeRemotes(json);
        json.writeEndObject();
    }

    private void writeVnis(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("vnis");
        for (VlanVni mapping : vnis) {
            json.writeStartObject();
            json.writeNumberField("vlan", mapping.vlan());
            json.writeNumberField("vni", mapping.vni());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRemotes(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("remotes");
        for (Remote remote : remotes) {
            json.writeStartObject();
            json.writeStringField("address", remote.address());
            json.writeStringField("origin", remote.origin().label());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<VlanVni> readVnis(List<JsonObject> rows) throws IOException {
        List<VlanVni> vnis = new ArrayList<>(rows.size());
        for (JsonObject row : rows) {
            vnis.add(new VlanVni((int) row.number("vlan"), (int) row.number("vni")));
        }
        return vnis;
    }

    private static List<Remote> readRemotes(List<JsonObject> rows) throws IOException {
        List<Remote> remotes = new ArrayList<>(rows.size());
        for (JsonObject row : rows) {
            remotes.add(new Remote(row.text("address"), row.choice("origin", Origin.class)));
        }
        return remotes;
    }
}
