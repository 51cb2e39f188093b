package org.taplane.control.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Puts the pieces of a request together, up to a bound; a longer one is refused in words, and its sender dismissed. */
final class RequestCollector extends HttpObjectAggregator {
    private final int most;

    RequestCollector(int most) {
        super(most, true);
        this.most = most;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the listener closes the channel whatever happens
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        byte[] body = Answer.error(0, "the request is too long; expected at most " + most + " bytes")
                .body()
                .getBytes(StandardCharsets.UTF_8);
        FullHttpResponse refusal = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, Unpooled.wrappedBuffer(body));
        refusal.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Answer.JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        ctx.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }
}
