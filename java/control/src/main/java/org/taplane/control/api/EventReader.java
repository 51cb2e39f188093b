package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Events as they arrive. Waits for each as long as it takes. */
public final class EventReader implements AutoCloseable {
    private static final String DATA = "data: ";

    /** In place of a line: none that a stream can have. */
    private static final String END = "\n";

    private final BufferedReader lines;

    EventReader(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /**
     * An event.
     *
     * @param json its object, on one line
     */
    public record Message(String json, JsonObject fields) {
        /** Its place in the order. */
        public long number() throws IOException {
            return fields.number("seq");
        }
    }

    /**
     * Waits for the next event; empty when the daemon has ended the stream.
     *
     * @throws IOException if the daemon has gone without a word, or says something that is no event
     */
    public Optional<Message> next() throws IOException {
        for (String line = line(); !line.equals(END); line = line()) {
            if (line.startsWith(DATA)) {
                return Optional.of(parse(line.substring(DATA.length())));
            }
        }
        return Optional.empty();
    }

    private String line() throws AdminException {
        try {
            return Optional.ofNullable(lines.readLine()).orElse(END);
        } catch (IOException e) {
            throw new AdminException("the daemon is gone: " + e.getMessage(), e);
        }
    }

    private static Message parse(String text) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new AdminException("the daemon's reply is of an unexpected kind");
            }
            return new Message(text, JsonObject.read(json));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
