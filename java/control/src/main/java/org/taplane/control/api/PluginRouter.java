package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.api.PluginCalls.PluginException;

/**
 * Docker's plugin protocol: {@code POST /NetworkDriver.Join} with a JSON object, answered by one. What fails is said by
 * its member {@code Err}.
 */
final class PluginRouter implements RequestHandler {
    private static final String TYPE = "application/vnd.docker.plugins.v1.1+json";

    private final PluginCalls calls;
    private final Work work;

    PluginRouter(PluginCalls calls, Work work) {
        this.calls = calls;
        this.work = work;
    }

    @Override
    public Answer answer(FullHttpRequest request, String who) throws IOException {
        String method = new QueryStringDecoder(request.uri()).path().substring(1);
        byte[] body = ByteBufUtil.getBytes(request.content());
        return Router.only(HttpMethod.POST, request, () -> work.laterOrEnd(() -> call(method, body)));
    }

    private Answer.Whole call(String method, byte[] body) {
        try {
            return reply(calls.call(method, read(body)));
        } catch (PluginException | IOException e) {
            return reply(Map.of("Err", Optional.ofNullable(e.getMessage()).orElse("unreadable")));
        }
    }

    /** A call without arguments may have no body. */
    private static JsonObject read(byte[] body) throws IOException {
        if (body.length == 0) {
            return new JsonObject(Map.of());
        }
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the body is no JSON object");
            }
            return JsonObject.read(json);
        }
    }

    private static Answer.Whole reply(Map<String, Object> fields) {
        return new Answer.Whole(200, TYPE, Json.text(json -> write(json, fields)), OptionalLong.empty(), Map.of());
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeString(String.valueOf(value));
        }
    }
}
