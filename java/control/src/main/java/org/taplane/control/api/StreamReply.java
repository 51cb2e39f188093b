package org.taplane.control.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a reply that comes from a {@link Feed}, on its way to one client: one chunk after the other, only while the
 * client takes them, and between two of them everybody else is served. Used on the event loop but for {@link #more}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and its end is noticed
final class StreamReply {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReply.class);

    private final ChannelHandlerContext ctx;
    private final Feed feed;
    private final AtomicBoolean told = new AtomicBoolean();
    private Optional<Future<?>> beating = Optional.empty();
    private boolean over;
    private boolean silent;

    StreamReply(ChannelHandlerContext ctx, Feed feed) {
        this.ctx = ctx;
        this.feed = feed;
    }

    void open() {
        beating = feed.heartbeat().map(this::beat);
        feed.open(this::more);
        more();
    }

    private Future<?> beat(Feed.Heartbeat heartbeat) {
        long nanos = heartbeat.every().toNanos();
        return ctx.executor().scheduleWithFixedDelay(() -> beat(heartbeat.chunk()), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void beat(byte[] chunk) {
        if (silent && ctx.channel().isWritable()) {
            send(chunk);
        }
        silent = true;
    }

    /** There may be something to send; any thread may say so. */
    void more() {
        if (told.compareAndSet(false, true)) {
            try {
                ctx.executor().execute(this::send);
            } catch (RejectedExecutionException e) {
                LOG.debug("a stream has something to send after the server's end", e);
            }
        }
    }

    /** Whether the client has been given bytes that it does not take. */
    boolean isPending() {
        return Optional.ofNullable(ctx.channel().unsafe().outboundBuffer())
                .filter(buffer -> buffer.totalPendingWriteBytes() > 0)
                .isPresent();
    }

    /** The end of the body, and of the connection. */
    void end() {
        if (!over) {
            close();
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The client has left, or is made to. */
    void close() {
        if (!over) {
            over = true;
            beating.ifPresent(timer -> timer.cancel(false));
            feed.close();
        }
    }

    private void send() {
        told.set(false);
        if (!over && ctx.channel().isWritable()) {
            try {
                sendChunk();
            } catch (IOException | RuntimeException e) {
                LOG.warn("a stream on the admin socket failed", e);
                ctx.close();
            }
        }
    }

    private void sendChunk() throws IOException {
        Optional<byte[]> chunk = feed.next();
        if (chunk.isPresent()) {
            send(chunk.get());
            more();
        } else if (feed.isEnded()) {
            end();
        }
    }

    private void send(byte[] chunk) {
        silent = false;
        ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk)));
    }
}
