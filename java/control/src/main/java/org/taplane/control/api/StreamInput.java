package org.taplane.control.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a reply together with its connection, which ends when the body is closed. */
final class StreamInput extends FilterInputStream {
    private final InputStream connection;

    StreamInput(InputStream body, InputStream connection) {
        super(body);
        this.connection = connection;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
