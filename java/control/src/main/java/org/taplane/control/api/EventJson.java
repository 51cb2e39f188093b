package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog.Entry;
import org.taplane.wire.MacAddress;

/** An event as JSON, on one line. */
final class EventJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private EventJson() {}

    static String of(Entry entry) {
        return Json.text(json -> {
            begin(
                    json,
                    entry.number(),
                    entry.millis(),
                    entry.event().kind().label(),
                    entry.event().name());
            write(json, entry.event());
            json.writeEndObject();
        });
    }

    /** That a reader has missed some: not an event of the switch. */
    static String lost(long number, long millis, long count) {
        return Json.text(json -> {
            begin(json, number, millis, "lost", "lost");
            json.writeNumberField("count", count);
            json.writeEndObject();
        });
    }

    private static void begin(JsonGenerator json, long number, long millis, String kind, String name)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("seq", number);
        json.writeStringField("time", TIME.format(Instant.ofEpochMilli(millis)));
        json.writeStringField("kind", kind);
        json.writeStringField("event", name);
    }

    private static void write(JsonGenerator json, Event event) throws IOException {
        switch (event) {
            case Event.Learned(var station, var at) -> station(json, station, at);
            case Event.Forgotten(var station, var at, var _) -> station(json, station, at);
            case Event.Moved(var station, var from, var to, int times) -> {
                station(json, station, to);
                json.writeStringField("from-port", from.port());
                text(json, "from-remote", from.remote());
                json.writeNumberField("times", times);
            }
            case Event.StationsMissed(String bridge, long count) -> {
                json.writeStringField("bridge", bridge);
                json.writeNumberField("count", count);
            }
            case Event.PortState(String bridge, String port, String _, int mtu, var why) -> {
                port(json, bridge, port);
                json.writeNumberField("mtu", mtu);
                text(json, "why", why);
            }
            case Event.Applied(long revision, String who, var changes) -> {
                json.writeNumberField("revision", revision);
                json.writeStringField("who", who);
                texts(json, "changes", changes);
            }
            case Event.Refused(String who, var errors) -> {
                json.writeStringField("who", who);
                texts(json, "errors", errors);
            }
            case Event.DropsBegun(String bridge, String port, String reason, long rate) -> {
                port(json, bridge, port);
                json.writeStringField("reason", reason);
                json.writeNumberField("rate", rate);
            }
            case Event.DropsEnded(String bridge, String port, String reason, long frames, long seconds) -> {
                port(json, bridge, port);
                json.writeStringField("reason", reason);
                json.writeNumberField("frames", frames);
                json.writeNumberField("seconds", seconds);
            }
            case Event.Neighbour neighbour -> neighbour(json, neighbour);
            case Event.Lifecycle(String _, long pid) -> json.writeNumberField("pid", pid);
        }
    }

    private static void station(JsonGenerator json, Event.Station station, Event.Place at) throws IOException {
        json.writeStringField("bridge", station.bridge());
        json.writeNumberField("vlan", station.vlan());
        json.writeStringField("mac", MacAddress.format(station.mac()));
        json.writeStringField("port", at.port());
        text(json, "remote", at.remote());
    }

    private static void neighbour(JsonGenerator json, Event.Neighbour neighbour) throws IOException {
        port(json, neighbour.bridge(), neighbour.port());
        json.writeStringField("chassis", neighbour.chassis());
        json.writeStringField("port-id", neighbour.portId());
        text(json, "system-name", neighbour.systemName());
    }

    private static void port(JsonGenerator json, String bridge, String port) throws IOException {
        json.writeStringField("bridge", bridge);
        json.writeStringField("port", port);
    }

    private static void text(JsonGenerator json, String name, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        } else {
            json.writeNullField(name);
        }
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
