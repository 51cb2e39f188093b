package org.taplane.control.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the admin socket, or of another that is answered likewise. Requests are answered one after the other: the next is read only when the reply to
 * the last has been handed to the system. So a client cannot queue work, and one that ends its side after the request
 * is not noticed to leave before it has its reply. Between two chunks of a reply the event loop serves everybody else.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive tells
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);

    private final RequestHandler handler;
    private final Connections connections;
    private Optional<Reply<?>> reply = Optional.empty();
    private boolean keepAlive;
    private boolean scheduled;
    private boolean awaitsRequest;
    private boolean works;

    AdminConnection(RequestHandler handler, Connections connections) {
        this.handler = handler;
        this.connections = connections;
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
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws IOException {
        awaitsRequest = false;
        keepAlive = HttpUtil.isKeepAlive(request);
        if (request.decoderResult().isFailure()) {
            refuse(
                    ctx,
                    "the request is not HTTP/1.1: "
                            + request.decoderResult().cause().getMessage());
            return;
        }
        connections.begins(ctx.channel());
        answer(ctx, handler.answer(request, Peer.of(ctx.channel())));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        scheduleChunk(ctx);
    }

    /** A client that is silent while its change is being made is no idle client. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && !works) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    private void answer(ChannelHandlerContext ctx, Answer answer) {
        switch (answer) {
            case Answer.Rows(var rows) -> {
                ctx.write(head(HttpResponseStatus.OK, Answer.JSON, true));
                reply = Optional.of(rows);
                scheduleChunk(ctx);
            }
            case Answer.Whole whole -> send(ctx, whole);
            case Answer.Later(var work) -> {
                works = true;
                work.whenCompleteAsync(
                        (whole, fault) -> finishWork(ctx, Optional.ofNullable(whole), fault), ctx.executor());
            }
        }
    }

    private void finishWork(ChannelHandlerContext ctx, Optional<Answer.Whole> whole, Throwable fault) {
        works = false;
        whole.ifPresentOrElse(done -> send(ctx, done), () -> fail(ctx, fault));
    }

    private void send(ChannelHandlerContext ctx, Answer.Whole whole) {
        HttpResponse head = head(HttpResponseStatus.valueOf(whole.status()), whole.type(), false);
        byte[] body = whole.body().getBytes(StandardCharsets.UTF_8);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        whole.revision().ifPresent(revision -> head.headers().set(HttpHeaderNames.ETAG, "\"" + revision + "\""));
        whole.headers().forEach(head.headers()::set);
        ctx.write(head);
        ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body)));
        end(ctx);
    }

    private HttpResponse head(HttpResponseStatus status, String type, boolean chunked) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpUtil.setTransferEncodingChunked(head, chunked);
        if (!keepAlive) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        keepAlive = false;
        send(ctx, Answer.error(HttpResponseStatus.BAD_REQUEST.code(), reason));
    }

    private void scheduleChunk(ChannelHandlerContext ctx) {
        if (reply.isPresent() && !scheduled && ctx.channel().isWritable()) {
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
            ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(current.nextChunk())));
            if (current.isComplete()) {
                reply = Optional.empty();
                end(ctx);
            } else {
                scheduleChunk(ctx);
            }
        } catch (IOException | RuntimeException e) {
            fail(ctx, e);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        ChannelFuture sent = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (keepAlive) {
            sent.addListener(result -> finish(ctx, result.isSuccess()));
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void finish(ChannelHandlerContext ctx, boolean sent) {
        if (sent) {
            connections.ends(ctx.channel());
            awaitRequest(ctx);
        }
    }

    private void awaitRequest(ChannelHandlerContext ctx) {
        awaitsRequest = true;
        ctx.read();
    }

    private static void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof IOException)) {
            LOG.warn("a request on the admin socket failed", cause);
        }
        ctx.close();
    }
}
