package org.taplane.control.api;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.reconcile.LiveConfig;

/**
 * Answers on the admin socket in HTTP/1.1, on one thread of its own, so that nothing a client does touches forwarding or
 * timers; changes are made on another. A client that sends garbage, half a request or nothing, or that never reads, costs a bounded amount of memory until it
 * is disconnected.
 *
 * <p>The transport is Netty's NIO, not its epoll: that of Netty 4.2.18 takes a socket for which it waits for nothing out
 * of the epoll set, and then fails to put it back. Here that is every client whose reply is being made.
 */
public final class AdminServer implements AutoCloseable {
    /** Bytes of a request's body: the longest configuration. */
    public static final int MAX_BODY = ConfigLoader.MAX_BYTES;

    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int READ = 4096;

    /** Connections at one time. */
    public static final int MAX_CLIENTS = 128;

    /** Clients that are sent a stream at one time, besides. */
    public static final int MAX_STREAMS = 16;

    /** A client that neither sends nor takes a byte for so long is disconnected. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Longest path of a unix socket (the kernel's {@code sun_path} without the final zero). */
    private static final int MAX_PATH = 107;

    private final EventLoopGroup loop;
    private final Work work = new Work();
    private final boolean isSuccessor;
    private final Duration idleTimeout;
    private final List<Listener> listeners = new ArrayList<>();

    /** A socket that is listened on. */
    private record Listener(Channel channel, Connections connections, SocketFile file) {
        /** Nobody finds it any more. */
        void hide() throws IOException {
            file.remove();
            end();
        }

        void end() {
            channel.close().awaitUninterruptibly();
        }

        /** Clients find it from here on. */
        void appear(boolean whoeverHasTheName) throws AdminException {
            if (whoeverHasTheName) {
                file.takeOver();
            } else {
                file.publish();
            }
        }

        void disconnect() {
            channel.eventLoop().submit(connections::closeAll).awaitUninterruptibly();
        }
    }

    private AdminServer(EventLoopGroup loop, boolean isSuccessor, Duration idleTimeout) {
        this.loop = loop;
        this.isSuccessor = isSuccessor;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Listens on {@code socket}, mode 0660. A socket that a killed daemon left there is replaced.
     *
     * @throws AdminException if another daemon answers there, something that is not a socket is there, or the system
     *     refuses
     */
    public static AdminServer open(Path socket, SwitchState state, LiveConfig config, Upgrading upgrading)
            throws AdminException {
        return open(socket, state, config, upgrading, IDLE_TIMEOUT);
    }

    static AdminServer open(
            Path socket, SwitchState state, LiveConfig config, Upgrading upgrading, Duration idleTimeout)
            throws AdminException {
        AdminServer server = bind(false, socket, state, config, upgrading, idleTimeout);
        try {
            server.appear();
            return server;
        } catch (AdminException e) {
            server.stop();
            throw e;
        }
    }

    /**
     * Listens where nobody looks, until {@link #takeOver}.
     *
     * @throws AdminException if the system refuses
     */
    public static AdminServer bind(Path socket, SwitchState state, LiveConfig config, Upgrading upgrading)
            throws AdminException {
        return bind(true, socket, state, config, upgrading, IDLE_TIMEOUT);
    }

    /**
     * Removes what a process that is dead has left of {@link #bind}.
     *
     * @throws IOException if the system refuses
     */
    public static void removeBound(Path socket, long pid) throws IOException {
        Files.deleteIfExists(SocketFile.successor(socket, pid));
    }

    /**
     * Takes the socket's name from the daemon that has it: from here on clients come here.
     *
     * @throws AdminException if the system refuses
     */
    public void takeOver() throws AdminException {
        appear();
    }

    private void appear() throws AdminException {
        listeners.getFirst().appear(isSuccessor);
    }

    /** Another process has taken over: who still asks here, or has asked and waits, is told to ask that one. */
    public void passOn() {
        work.passOn();
    }

    private static AdminServer bind(
            boolean isSuccessor,
            Path socket,
            SwitchState state,
            LiveConfig config,
            Upgrading upgrading,
            Duration idleTimeout)
            throws AdminException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("taplane-admin", true), NioIoHandler.newFactory());
        AdminServer server = new AdminServer(loop, isSuccessor, idleTimeout);
        try {
            Router router = new Router(
                    state, new ConfigResource(config, server.work), new UpgradeResource(upgrading, server.work));
            server.listen(socket, router);
            return server;
        } catch (AdminException e) {
            server.stop();
            throw e;
        }
    }

    /**
     * Answers calls of Docker's plugin protocol on another socket, in turn with changes. A successor takes the socket's name
     * from the daemon that has it.
     *
     * @throws AdminException as {@link #open(Path, SwitchState, LiveConfig, Upgrading)}
     */
    public void serve(Path socket, PluginCalls calls) throws AdminException {
        answer(socket, new PluginRouter(calls, work));
    }

    void answer(Path socket, RequestHandler handler) throws AdminException {
        listen(socket, handler).appear(isSuccessor);
    }

    private Listener listen(Path socket, RequestHandler handler) throws AdminException {
        Path bound = isSuccessor ? SocketFile.ofSuccessor(socket) : SocketFile.temporary(socket);
        Connections connections = new Connections(MAX_CLIENTS, MAX_STREAMS);
        checkLength(socket, bound);
        Channel channel = bind(
                bound,
                socket,
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerDomainSocketChannel.class)
                        // Requests are read one at a time: see AdminConnection.
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ))
                        .childHandler(pipeline(handler, connections, idleTimeout)));
        Listener listener = new Listener(channel, connections, new SocketFile(bound, socket));
        listeners.add(listener);
        return listener;
    }

    /** Stops listening, lets a change under way come to its end, disconnects everybody and removes the sockets' names. */
    @Override
    public void close() throws IOException {
        for (Listener listener : listeners) {
            listener.hide();
        }
        stop();
    }

    private void stop() {
        listeners.forEach(Listener::end);
        work.close();
        listeners.forEach(Listener::disconnect);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Runs something that changes the switch, in turn with what clients change. Nothing once the server is closed. */
    public void change(Runnable change) {
        work.run(change);
    }

    private static ChannelInitializer<Channel> pipeline(
            RequestHandler handler, Connections connections, Duration idleTimeout) {
        HttpDecoderConfig limits =
                new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline()
                        .addLast(new IdleStateHandler(true, 0, 0, idleTimeout.toMillis(), TimeUnit.MILLISECONDS))
                        .addLast(new HttpServerCodec(limits))
                        .addLast(new RequestCollector(MAX_BODY))
                        .addLast(new FlowControlHandler())
                        .addLast(new AdminConnection(handler, connections));
            }
        };
    }

    private static Channel bind(Path bound, Path socket, ServerBootstrap bootstrap) throws AdminException {
        ChannelFuture binding =
                bootstrap.bind(UnixDomainSocketAddress.of(bound)).awaitUninterruptibly();
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
