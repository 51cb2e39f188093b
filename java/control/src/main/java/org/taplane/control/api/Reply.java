package org.taplane.control.api;

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

    private Reply(Iterable<T> rows, RowWriter<T> writer) throws IOException {
        this.rows = rows.iterator();
        this.writer = writer;
        this.json = Json.FACTORY.createGenerator(chunk);
        json.writeStartArray();
    }

    static Reply<?> to(Topic topic, SwitchState state) throws IOException {
        return switch (topic) {
            case PORTS -> new Reply<>(state.ports(), PortState::write);
            case FDB -> new Reply<>(state.fdb(), FdbEntry::write);
            case BRIDGES -> new Reply<>(state.bridges(), BridgeState::write);
            case VXLAN -> new Reply<>(state.vxlan(), VxlanState::write);
            case LLDP -> new Reply<>(state.lldp(), LldpState::write);
        };
    }

    boolean isComplete() {
        return complete;
    }

    /** The next bytes; after the last of them the reply is complete. */
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
        json.writeRaw('\n');
        json.close();
        complete = true;
    }
}
