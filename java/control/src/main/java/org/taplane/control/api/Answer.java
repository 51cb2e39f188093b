package org.taplane.control.api;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What a request gets. */
sealed interface Answer {
    /** Rows, made while they are sent: status 200, JSON. */
    record Rows(Reply<?> reply) implements Answer {}

    /**
     * A short body in one piece.
     *
     * @param status of RFC 9110 section 15
     * @param revision of the configuration that the body is or speaks of: its ETag
     * @param headers further ones
     */
    record Whole(int status, String type, String body, OptionalLong revision, Map<String, String> headers)
            implements Answer {
        public Whole {
            headers = Map.copyOf(headers);
        }
    }

    /** One that another thread is working on. */
    record Later(CompletableFuture<? extends Answer> answer) implements Answer {}

    /**
     * A body whose end nobody can foresee, status 200. The connection ends with it.
     *
     * @param type media type
     * @param feed closed in any case
     */
    record Stream(String type, Feed feed) implements Answer {}

    String JSON = "application/json";
    String YAML = "application/yaml";

    static Whole json(int status, String body) {
        return new Whole(status, JSON, body + "\n", OptionalLong.empty(), Map.of());
    }

    static Whole error(int status, String reason) {
        return json(status, Json.text(json -> {
            json.writeStartObject();
            json.writeStringField("error", reason);
            json.writeEndObject();
        }));
    }
}
