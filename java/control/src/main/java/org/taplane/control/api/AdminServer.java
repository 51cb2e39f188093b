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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    /** A client that neither sends nor takes a byte for so long is disconnected. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Longest path of a unix socket (the kernel's {@code sun_path} without the final zero). */
    private static final int MAX_PATH = 107;

    private final EventLoopGroup loop;
    private final ExecutorService changes;
    private final Channel listener;
    private final Connections connections;
    private final SocketFile file;

    private AdminServer(
            EventLoopGroup loop, ExecutorService changes, Channel listener, Connections connections, SocketFile file) {
        this.loop = loop;
        this.changes = changes;
        this.listener = listener;
        this.connections = connections;
        this.file = file;
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
        AdminServer server = bind(SocketFile.temporary(socket), socket, state, config, upgrading, idleTimeout);
        try {
            server.file.publish();
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
        return bind(SocketFile.ofSuccessor(socket), socket, state, config, upgrading, IDLE_TIMEOUT);
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
        file.takeOver();
    }

    private static AdminServer bind(
            Path bound, Path socket, SwitchState state, LiveConfig config, Upgrading upgrading, Duration idleTimeout)
            throws AdminException {
        ExecutorService changes = Executors.newSingleThreadExecutor(new DefaultThreadFactory("taplane-config", true));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("taplane-admin", true), NioIoHandler.newFactory());
        try {
            Router router =
                    new Router(state, new ConfigResource(config, changes), new UpgradeResource(upgrading, changes));
            return bind(bound, socket, loop, changes, router, idleTimeout);
        } catch (AdminException e) {
            changes.shutdown();
            stop(loop);
            throw e;
        }
    }

    private static AdminServer bind(
            Path bound, Path socket, EventLoopGroup loop, ExecutorService changes, Router router, Duration idleTimeout)
            throws AdminException {
        Connections connections = new Connections(MAX_CLIENTS);
        checkLength(socket, bound);
        Channel listener = listen(
                bound,
                socket,
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerDomainSocketChannel.class)
                        // Requests are read one at a time: see AdminConnection.
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ))
                        .childHandler(pipeline(router, connections, idleTimeout)));
        return new AdminServer(loop, changes, listener, connections, new SocketFile(bound, socket));
    }

    /** Stops listening, lets a change under way come to its end, disconnects everybody and removes the socket's name. */
    @Override
    public void close() throws IOException {
        file.remove();
        stop();
    }

    private void stop() {
        listener.close().awaitUninterruptibly();
        changes.close();
        listener.eventLoop().submit(connections::closeAll).awaitUninterruptibly();
        stop(loop);
    }

    /** Runs something that changes the switch, in turn with what clients change. Until the server is closed. */
    public void change(Runnable change) {
        changes.execute(change);
    }

    private static void stop(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static ChannelInitializer<Channel> pipeline(Router router, Connections connections, Duration idleTimeout) {
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
                        .addLast(new AdminConnection(router, connections));
            }
        };
    }

    private static Channel listen(Path bound, Path socket, ServerBootstrap bootstrap) throws AdminException {
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
