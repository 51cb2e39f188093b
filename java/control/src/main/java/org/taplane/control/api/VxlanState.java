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
 * @param told how often a station was told that its packets are too long
 * @param traffic with each remote of the configuration, with the group, and with all others together
 */
public record VxlanState(
        String name,
        String bridge,
        String local,
        int udpPort,
        SourcePorts sourcePorts,
        int mtu,
        long told,
        List<VlanVni> vnis,
        List<Remote> remotes,
        List<RemoteTraffic> traffic) {
    /**
     * The UDP source ports.
     *
     * @param range {@code 49152-65535}
     * @param flows how many of them are in use
     */
    public record SourcePorts(String range, int flows) {}

    /** Which VLAN travels under which VXLAN network identifier. */
    public record VlanVni(int vlan, int vni) {}

    /**
     * A tunnel endpoint at the other side.
     *
     * @param pathMtu largest inner payload that reaches it, as far as is known: at most the tunnel's MTU
     */
    public record Remote(String address, Origin origin, int pathMtu) {}

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
                new SourcePorts(json.text("source-ports"), (int) json.number("flows")),
                (int) json.number("mtu"),
                json.number("told"),
                readVnis(json.objects("vnis")),
                readRemotes(json.objects("remotes")),
                RemoteTraffic.readAll(json.objects("traffic")));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("bridge", bridge);
        json.writeStringField("local", local);
        json.writeNumberField("udp-port", udpPort);
        json.writeStringField("source-ports", sourcePorts.range());
        json.writeNumberField("flows", sourcePorts.flows());
        json.writeNumberField("mtu", mtu);
        json.writeNumberField("told", told);
        writeVnis(json);
        writeRemotes(json);
        RemoteTraffic.writeAll("traffic", traffic, json);
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
            json.writeNumberField("path-mtu", remote.pathMtu());
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
            remotes.add(
                    new Remote(row.text("address"), row.choice("origin", Origin.class), (int) row.number("path-mtu")));
        }
        return remotes;
    }
}
