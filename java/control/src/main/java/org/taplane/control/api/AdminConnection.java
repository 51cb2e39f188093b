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
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the admin socket, or of another that is answered likewise. Requests are answered one after the other: the next is read only when the reply to
 * the last has been handed to the system. So a client cannot queue work, and one that ends its side after the request
 * is not noticed to leave before it has its reply. Between two chunks of a reply the event loop serves everybody else.
 *
 * <p>A {@linkplain StreamReply stream} is the last reply of a connection. While it lasts the client has nothing to say: it is read from only
 * to see it leave, which to end its side also means then, and one that sends another request is disconnected.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive tells
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);

    private final RequestHandler handler;
    private final Connections connections;
    private Optional<Reply<?>> reply = Optional.empty();
    private Optional<StreamReply> stream = Optional.empty();
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
        if (awaitsRequest || stream.isPresent()) {
            ctx.read(); // what came was only a piece of it, or of no interest
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.closed(ctx.channel());
        reply = Optional.empty();
        stream.ifPresent(StreamReply::close);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws IOException {
        if (stream.isPresent()) {
            ctx.close();
            return;
        }
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
        stream.ifPresent(StreamReply::more);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle && isTooLong(idle)) {
            ctx.close();
        } else if (event == Connections.Closing.SERVER) {
            stream.ifPresent(StreamReply::end);
        }
    }

    /**
     * A client that is silent while its change is being made is no idle client. One that is sent a stream need not say
     * anything, but has to take some of what there is; whether it does, only the second of two silences in turn tells.
     */
    private boolean isTooLong(IdleStateEvent silence) {
        return stream.isPresent() ? !silence.isFirst() && stream.get().isPending() : !works;
    }

    /** From here on only what the client takes counts, and not that it sends bytes. */
    private static void watchWritesOnly(ChannelHandlerContext ctx) {
        IdleStateHandler both = ctx.pipeline().get(IdleStateHandler.class);
        IdleStateHandler writes =
                new IdleStateHandler(true, 0, both.getAllIdleTimeInMillis(), 0, TimeUnit.MILLISECONDS);
        ctx.pipeline().replace(both, "stalls", writes);
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
                        (done, fault) -> finishWork(ctx, Optional.ofNullable(done), fault), ctx.executor());
            }
            case Answer.Stream(String type, Feed feed) -> stream(ctx, type, feed);
        }
    }

    private void finishWork(ChannelHandlerContext ctx, Optional<? extends Answer> done, Throwable fault) {
        works = false;
        done.ifPresentOrElse(answer -> answer(ctx, answer), () -> fail(ctx, fault));
    }

    private void stream(ChannelHandlerContext ctx, String type, Feed feed) {
        keepAlive = false;
        if (!ctx.channel().isActive()) {
            feed.close();
        } else if (!connections.streams(ctx.channel())) {
            feed.close();
            send(
                    ctx,
                    Answer.error(HttpResponseStatus.SERVICE_UNAVAILABLE.code(), "there are too many streams already"));
        } else {
            StreamReply begun = new StreamReply(ctx, feed);
            stream = Optional.of(begun);
            watchWritesOnly(ctx);
            ctx.writeAndFlush(head(HttpResponseStatus.OK, type, true));
            begun.open();
            ctx.read();
        }
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
