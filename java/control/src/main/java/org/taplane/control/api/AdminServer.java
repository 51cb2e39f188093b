package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Answers on the admin socket. Everything happens on one event loop, which forwards no frames; a client that sends
 * garbage, half a request or nothing, or that never reads, costs a bounded amount of memory until it is disconnected.
 */
public final class AdminServer implements AutoCloseable {
    /** Bytes of a request line, without its end. */
    public static final int MAX_REQUEST = 4096;

    /** Connections at one time. */
    public static final int MAX_CLIENTS = 128;

    /** A client that neither sends nor takes a byte for so long is disconnected. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Longest path of a unix socket (the kernel's {@code sun_path} without the final zero). */
    private static final int MAX_PATH = 107;

    private final Channel listener;
    private final Connections connections;
    private final SocketFile file;

    private AdminServer(Channel listener, Connections connections, SocketFile file) {
        this.listener = listener;
        this.connections = connections;
        this.file = file;
    }

    /**
     * Listens on {@code socket}, mode 0660. A socket that a killed daemon left there is replaced.
     *
     * @param loop an epoll event loop, where all of it runs; it stays the caller's
     * @throws AdminException if another daemon answers there, something that is not a socket is there, or the system
     *     refuses
     */
    public static AdminServer open(Path socket, EventLoop loop, SwitchState state) throws AdminException {
        return open(socket, loop, state, IDLE_TIMEOUT);
    }

    static AdminServer open(Path socket, EventLoop loop, SwitchState state, Duration idleTimeout)
            throws AdminException {
        Connections connections = new Connections(MAX_CLIENTS);
        JsonFactory json = new JsonFactory();
        Path bound = SocketFile.temporary(socket);
        checkLength(socket, bound);
        Channel listener = listen(
                bound,
                socket,
                new ServerBootstrap()
                        .group(loop)
                        .channel(EpollServerDomainSocketChannel.class)
                        // Requests are read one at a time: see AdminConnection.
                        .childOption(ChannelOption.AUTO_READ, false)
                        // A client may end its side after the request (as socat does) and still gets the reply.
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_REQUEST))
                        .childHandler(pipeline(state, connections, json, idleTimeout)));
        try {
            return new AdminServer(listener, connections, SocketFile.publish(bound, socket));
        } catch (AdminException e) {
            listener.close().awaitUninterruptibly();
            throw e;
        }
    }

    /** Stops listening, disconnects everybody and removes the socket's name. Not to be called on the event loop. */
    @Override
    public void close() throws IOException {
        file.remove();
        listener.close().awaitUninterruptibly();
        listener.eventLoop().submit(connections::closeAll).awaitUninterruptibly();
    }

    private static ChannelInitializer<Channel> pipeline(
            SwitchState state, Connections connections, JsonFactory json, Duration idleTimeout) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline()
                        .addLast(new IdleStateHandler(true, 0, 0, idleTimeout.toMillis(), TimeUnit.MILLISECONDS))
                        .addLast(new LineBasedFrameDecoder(MAX_REQUEST, true, true))
                        .addLast(new FlowControlHandler())
                        .addLast(new AdminConnection(state, connections, json));
            }
        };
    }

    private static Channel listen(Path bound, Path socket, ServerBootstrap bootstrap) throws AdminException {
        ChannelFuture binding =
                bootstrap.bind(new DomainSocketAddress(bound.toFile())).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new AdminException(
                    "cannot listen on " + socket + ": " + binding.cause().getMessage(), binding.cause());
        }
        return binding.channel();
    }

    private static void checkLength(Path socket, Path bound) throws AdminException {
        int extra = bytes(bound) - bytes(socket.toAbsolutePath());
        if (bytes(bound) > MAX_PATH) {
            throw new AdminException(socket + " is too long a path for a socket: at most " + (MAX_PATH - extra)
                    + " bytes, made absolute");
        }
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
