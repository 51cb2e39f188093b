package org.taplane.control.api;

import java.io.BufferedInputStream;
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

    /** Asks for a resource. */
    RawClient get(String resource) throws IOException {
        return send(request("GET", resource, ""));
    }

    static String request(String method, String resource, String body) {
        return method + " /v1/" + resource + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** Body of the next reply. */
    String body() throws IOException {
        return new String(reply().body().readAllBytes(), StandardCharsets.UTF_8);
    }

    HttpReply reply() throws IOException {
        return HttpReply.read(input);
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
