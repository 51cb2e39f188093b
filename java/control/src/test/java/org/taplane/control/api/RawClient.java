package org.taplane.control.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client with no manners of its own: sends any bytes, reads what comes. */
final class RawClient implements AutoCloseable {
    final SocketChannel channel;
    private final InputStream input;

    RawClient(Path socket) {
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            input = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    RawClient endInput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line without its end, or what came before the connection ended. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Waits for the other side to close; everything that still comes is thrown away. */
    void awaitEnd() throws IOException {
        input.transferTo(OutputStream.nullOutputStream());
    }

    boolean isConnected() throws IOException {
        channel.configureBlocking(false);
        return channel.read(ByteBuffer.allocate(1)) >= 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
