package org.taplane.daemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.JsonObject;

/** An event as a line for people: time, kind and event, where, and what there is to say. */
final class MonitorLine {
    private static final int KIND = 7;
    private static final int EVENT = 8;
    private static final int PLACE = 16;
    private static final String GAP = "  ";

    private final boolean colours;

    MonitorLine(boolean colours) {
        this.colours = colours;
    }

    /** @throws IOException if it is no event */
    String of(JsonObject event) throws IOException {
        String kind = event.text("kind");
        String name = event.text("event");
        String what = coloured(name, printable(pad(name, EVENT)));
        String rest = pad(place(event), PLACE) + GAP + details(kind, name, event);
        return printable(event.text("time") + GAP + pad(kind, KIND) + GAP)
                + what
                + GAP
                + printable(rest).stripTrailing();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String place(JsonObject event) throws IOException {
        if (event.fields().containsKey("revision")) {
            return "revision " + event.number("revision");
        }
        String bridge = event.optionalText("bridge").orElse("");
        return event.optionalText("port").map(port -> bridge + "/" + port).orElse(bridge);
    }

    private static String details(String kind, String name, JsonObject event) throws IOException {
        return switch (kind) {
            case "station" -> name.equals("missed") ? event.number("count") + " more changes" : station(name, event);
            case "port" ->
                "mtu " + event.number("mtu")
                        + event.optionalText("why").map(why -> ", " + why).orElse("");
            case "config" -> "by " + event.text("who") + ": " + String.join("; ", lines(event));
            case "drops" ->
                event.text("reason")
                        + (name.equals("begun")
                                ? " " + event.number("rate") + "/s"
                                : " " + event.number("frames") + " frames in " + Tables.age(event.number("seconds")));
            case "lldp" ->
                event.optionalText("system-name").orElse("-") + " " + event.text("chassis") + " "
                        + event.text("port-id");
            case "daemon" -> "process " + event.number("pid");
            case "lost" -> event.number("count") + " events, which came faster than they were read";
            default -> "";
        };
    }

    private static List<String> lines(JsonObject event) throws IOException {
        return event.texts(event.fields().containsKey("changes") ? "changes" : "errors");
    }

    private static String station(String name, JsonObject event) throws IOException {
        String at =
                event.optionalText("remote").map(remote -> ", remote " + remote).orElse("");
        String from = name.equals("moved") ? from(event) : "";
        return event.text("mac") + " vlan " + event.number("vlan") + at + from;
    }

    private static String from(JsonObject event) throws IOException {
        Optional<String> remote = event.optionalText("from-remote");
        long times = event.number("times");
        return ", from " + event.text("from-port")
                + remote.map(address -> " " + address).orElse("") + (times > 1 ? ", " + times + " times" : "");
    }

    /** Green comes, yellow changes, red goes or is no good (ECMA-48 SGR). */
    private String coloured(String name, String padded) {
        if (!colours) {
            return padded;
        }
        String colour = switch (name) {
            case "learned", "up", "found", "started", "ended", "applied" -> "32";
            case "moved", "aged", "disabled", "removed", "replaced" -> "33";
            default -> "31";
        };
        return "\u001b[" + colour + "m" + padded + "\u001b[0m";
    }

    /** What others chose, such as a neighbour's name, is not to steer the terminal. */
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '?' : (char) c));
        return safe.toString();
    }
}
