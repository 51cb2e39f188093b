package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.taplane.control.reconcile.Change;
import org.taplane.control.reconcile.PlanText;

/** What the daemon says became of a change: the body of its reply. */
public sealed interface ChangeResult {
    /**
     * It is planned or in force.
     *
     * @param revision of the configuration in force now
     * @param applied whether it is in force; if not, only the plan was asked for
     */
    record Accepted(long revision, boolean applied, List<Line> changes) implements ChangeResult {
        public Accepted {
            changes = List.copyOf(changes);
        }
    }

    /** Nothing is changed; the errors are lines for the operator. */
    record Refused(List<String> errors) implements ChangeResult {
        public Refused {
            errors = List.copyOf(errors);
        }
    }

    /** Nothing is changed: the configuration has changed since the revision that was named. */
    record Outdated(long revision, List<String> since) implements ChangeResult {
        public Outdated {
            since = List.copyOf(since);
        }
    }

    /**
     * One change.
     *
     * @param sign {@code +}, {@code ~} or {@code -}
     * @param subject {@code port br0/web}
     * @param details may be empty
     */
    record Line(String sign, String subject, String details) {
        static Line of(Change change) {
            return new Line(String.valueOf(PlanText.sign(change)), PlanText.subject(change), PlanText.details(change));
        }

        private void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("sign", sign);
            json.writeStringField("subject", subject);
            json.writeStringField("details", details);
            json.writeEndObject();
        }

        @Override
        public String toString() {
            return sign + " " + subject + (details.isEmpty() ? "" : ": " + details);
        }
    }

    /** Writes it as the daemon does. */
    default void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        switch (this) {
            case Accepted(long revision, boolean applied, List<Line> changes) -> {
                json.writeNumberField("revision", revision);
                json.writeBooleanField("applied", applied);
                json.writeArrayFieldStart("changes");
                for (Line line : changes) {
                    line.write(json);
                }
                json.writeEndArray();
            }
            case Refused(List<String> errors) -> write(json, "errors", errors);
            case Outdated(long revision, List<String> since) -> {
                json.writeNumberField("revision", revision);
                write(json, "since", since);
            }
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** Reads what {@link #write} wrote. */
    static ChangeResult read(JsonObject json) throws IOException {
        if (json.fields().containsKey("errors")) {
            return new Refused(json.texts("errors"));
        }
        if (json.fields().containsKey("since")) {
            return new Outdated(json.number("revision"), json.texts("since"));
        }
        List<Line> lines = new ArrayList<>();
        for (JsonObject change : json.objects("changes")) {
            lines.add(new Line(change.text("sign"), change.text("subject"), change.text("details")));
        }
        return new Accepted(json.number("revision"), json.flag("applied"), lines);
    }
}
