package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** A line that a client sent. */
sealed interface Request {
    record Show(Topic topic) implements Request {}

    /** A line that makes no sense. */
    record Refused(String reason) implements Request {}

    static Request parse(JsonFactory factory, byte[] line) {
        try (JsonParser json = factory.createParser(line)) {
            return shown(json)
                    .<Request>map(Show::new)
                    .orElseGet(() -> new Refused("expected {\"show\":\"ports|fdb|bridges|vxlan\"}"));
        } catch (IOException e) {
            return new Refused("the request is not JSON");
        }
    }

    private static Optional<Topic> shown(JsonParser json) throws IOException {
        boolean opened = json.nextToken() == JsonToken.START_OBJECT
                && "show".equals(json.nextFieldName())
                && json.nextToken() == JsonToken.VALUE_STRING;
        if (!opened) {
            return Optional.empty();
        }
        Optional<Topic> topic = Topic.labelled(json.getText());
        boolean closed = json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        return topic.filter(_ -> closed);
    }
}
