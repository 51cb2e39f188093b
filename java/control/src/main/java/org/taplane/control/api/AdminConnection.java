package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the admin socket. Requests are answered one after the other: the next is read only when the reply to
 * the last has been handed to the system. So a client cannot queue work, and one that ends its side after the request
 * (as socat does) is not noticed to leave before it has its reply. Between two chunks of a reply the event loop serves
 * everybody else.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive tells
final class AdminConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);

    private final SwitchState state;
    private final Connections connections;
    private final JsonFactory json;
    private Optional<Reply<?>> reply = Optional.empty();
    private boolean scheduled;
    private boolean awaitsRequest;

    AdminConnection(SwitchState state, Connections connections, JsonFactory json) {
        this.state = state;
        this.connections = connections;
        this.json = json;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connections.opened(ctx.channel());
        awaitRequest(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (awaitsRequest) {
            ctx.read(); // what came was only a piece of it
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.closed(ctx.channel());
        reply = Optional.empty();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) throws IOException {
        awaitsRequest = false;
        switch (Request.parse(json, ByteBufUtil.getBytes(line))) {
            case Request.Show show -> answer(ctx, show.topic());
            case Request.Refused refused -> refuse(ctx, refused.reason());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        scheduleChunk(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws IOException {
        if (cause instanceof TooLongFrameException) {
            refuse(ctx, "a request is one line of at most " + AdminServer.MAX_REQUEST + " bytes");
            return;
        }
        fail(ctx, cause);
    }

    private void answer(ChannelHandlerContext ctx, Topic topic) throws IOException {
        reply = Optional.of(Reply.to(topic, state, json));
        connections.begins(ctx.channel());
        scheduleChunk(ctx);
    }

    private void refuse(ChannelHandlerContext ctx, String reason) throws IOException {
        awaitsRequest = false;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(Reply.error(json, reason))).addListener(ChannelFutureListener.CLOSE);
    }

    private void scheduleChunk(ChannelHandlerContext ctx) {
        boolean unfinished = reply.isPresent() && !reply.get().isComplete();
        if (unfinished && !scheduled && ctx.channel().isWritable()) {
            scheduled = true;
            ctx.executor().execute(() -> sendChunk(ctx));
        }
    }

    private void sendChunk(ChannelHandlerContext ctx) {
        scheduled = false;
        reply.ifPresent(current -> send(ctx, current));
    }

    private void send(ChannelHandlerContext ctx, Reply<?> current) {
        try {
            ChannelFuture sent = ctx.writeAndFlush(Unpooled.wrappedBuffer(current.nextChunk()));
            if (current.isComplete()) {
                sent.addListener(result -> finish(ctx, result.isSuccess()));
            } else {
                scheduleChunk(ctx);
            }
        } catch (IOException | RuntimeException e) {
            fail(ctx, e);
        }
    }

    private void finish(ChannelHandlerContext ctx, boolean sent) {
        if (sent) {
            reply = Optional.empty();
            connections.ends(ctx.channel());
            awaitRequest(ctx);
        }
    }

    private void awaitRequest(ChannelHandlerContext ctx) {
        awaitsRequest = true;
        ctx.read();
    }

    private static void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("a request on the admin socket failed", cause);
        }
        ctx.close();
    }
}
