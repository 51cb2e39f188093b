package org.taplane.control.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client with no manners of its own: sends any bytes, reads what comes. */
final class RawClient implements AutoCloseable {
    final SocketChannel channel;

    RawClient(Path socket) {
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
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
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one) > 0 && one.get(0) != '\n') {
            line.write(one.get(0));
            one.clear();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Waits for the other side to close; everything that still comes is thrown away. */
    void awaitEnd() throws IOException {
        ByteBuffer waste = ByteBuffer.allocate(1 << 16);
        while (channel.read(waste) >= 0) {
            waste.clear();
        }
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
