package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;

/**
 * A reply that is made while it is sent: rows are taken from the switch only as fast as the client reads, and a client
 * costs the daemon one {@linkplain #CHUNK chunk} and what its connection has buffered, whatever the size of the table.
 */
final class Reply<T> {
    /** Bytes after which a chunk is full; a row may take it beyond. */
    static final int CHUNK = 16 * 1024;

    /** How a row is written. */
    @FunctionalInterface
    interface RowWriter<T> {
        void write(T row, JsonGenerator json) throws IOException;
    }

    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK);
    private final Iterator<T> rows;
    private final RowWriter<T> writer;
    private final JsonGenerator json;
    private boolean complete;

    private Reply(JsonFactory factory, Iterable<T> rows, RowWriter<T> writer) throws IOException {
        this.rows = rows.iterator();
        this.writer = writer;
        this.json = factory.createGenerator(chunk);
        json.writeStartObject();
        json.writeArrayFieldStart("ok");
    }

    static Reply<?> to(Topic topic, SwitchState state, JsonFactory factory) throws IOException {
        return switch (topic) {
            case PORTS -> new Reply<>(factory, state.ports(), PortState::write);
            case FDB -> new Reply<>(factory, state.fdb(), FdbEntry::write);
            case BRIDGES -> new Reply<>(factory, state.bridges(), BridgeState::write);
            case VXLAN -> new Reply<>(factory, state.vxlan(), VxlanState::write);
        };
    }

    static byte[] error(JsonFactory factory, String reason) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("error", reason);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return line.toByteArray();
    }

    boolean isComplete() {
        return complete;
    }

    /** The next bytes of the line; after the last of them the reply is complete. */
    byte[] nextChunk() throws IOException {
        while (rows.hasNext() && chunk.size() < CHUNK) {
            writer.write(rows.next(), json);
        }
        if (!rows.hasNext()) {
            end();
        }
        json.flush();
        byte[] bytes = chunk.toByteArray();
        chunk.reset();
        return bytes;
    }

    private void end() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
        complete = true;
    }
}
