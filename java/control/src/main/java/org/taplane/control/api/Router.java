package org.taplane.control.api;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Which resource a request is about. Runs on the admin server's thread and never waits. */
final class Router implements RequestHandler {
    private static final String ROOT = "/v1/";

    private final SwitchState state;
    private final ConfigResource config;
    private final FlushResource flush;
    private final MonitoringResource monitoring;
    private final EventsResource events;
    private final TraceResource trace;

    private final CaptureResource capture;
    private final UpgradeResource upgrade;

    Router(SwitchState state, ConfigResource config, UpgradeResource upgrade) {
        this.state = state;
        this.config = config;
        this.upgrade = upgrade;
        this.flush = new FlushResource(state);
        this.monitoring = new MonitoringResource(state);
        this.events = new EventsResource(state.events());
        this.capture = new CaptureResource(state);
        this.trace = new TraceResource(state);
    }

    @Override
    public Answer answer(FullHttpRequest request, String who) throws IOException {
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        String path = target.path();
        if (!path.startsWith(ROOT)) {
            return monitoring.answer(request, path).orElseGet(() -> unknown(path));
        }
        String resource = path.substring(ROOT.length());
        return switch (resource) {
            case "config" -> config.answer(request, target, who);
            case "edits" -> only(HttpMethod.POST, request, () -> config.edit(request, target, who));
            case "fdb/flush" -> only(HttpMethod.POST, request, () -> flush.answer(target));
            case "events" -> only(HttpMethod.GET, request, () -> events.answer(request, target));
            case "capture" -> only(HttpMethod.GET, request, () -> capture.answer(target));
            case "trace" -> only(HttpMethod.POST, request, () -> trace.answer(ByteBufUtil.getBytes(request.content())));
            case "upgrade" -> only(HttpMethod.POST, request, upgrade::answer);
            default -> {
                Optional<Topic> topic = Topic.labelled(resource);
                yield topic.isEmpty()
                        ? unknown(path)
                        : only(HttpMethod.GET, request, () -> new Answer.Rows(Reply.to(topic.get(), state)));
            }
        };
    }

    /** How an answer is made. */
    @FunctionalInterface
    interface Maker {
        Answer make() throws IOException;
    }

    static Answer only(HttpMethod method, FullHttpRequest request, Maker maker) throws IOException {
        return request.method().equals(method) ? maker.make() : wrongMethod(method.name());
    }

    static Answer wrongMethod(String allowed) {
        return Answer.error(405, "this method is not allowed here; expected " + allowed);
    }

    private static Answer unknown(String path) {
        return Answer.error(
                404,
                "there is no resource " + path
                        + "; expected /v1/ports, fdb, bridges, vxlan, lldp, events, capture, config, edits, trace or upgrade,"
                        + " or /metrics, /healthz or /readyz");
    }

    /** A parameter of the query, if it is there. */
    static Optional<String> parameter(QueryStringDecoder target, String name) {
        return target.parameters().getOrDefault(name, List.of()).stream().findFirst();
    }
}
