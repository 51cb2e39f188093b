package org.taplane.control.api;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.api.Monitoring.Page;

/**
 * What monitoring asks for at the paths that it is used to: {@code /metrics}, {@code /healthz} for whoever restarts what is
 * stuck, and {@code /readyz} for whoever waits for what starts.
 */
final class MonitoringResource {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int UNAVAILABLE = 503;

    private final SwitchState state;

    MonitoringResource(SwitchState state) {
        this.state = state;
    }

    /** Empty if the path is another's. */
    Optional<Answer> answer(FullHttpRequest request, String path) throws IOException {
        return switch (path) {
            case "/metrics" -> Optional.of(Router.only(HttpMethod.GET, request, () -> metrics(request)));
            case "/healthz" -> Optional.of(Router.only(HttpMethod.GET, request, this::health));
            case "/readyz" -> Optional.of(Router.only(HttpMethod.GET, request, this::readiness));
            default -> Optional.empty();
        };
    }

    private Answer metrics(FullHttpRequest request) {
        Page page =
                state.monitoring().metrics(Optional.ofNullable(request.headers().get(HttpHeaderNames.ACCEPT)));
        return new Answer.Whole(200, page.type(), page.body(), OptionalLong.empty(), Map.of());
    }

    private Answer health() {
        List<StuckWorker> stuck = state.monitoring().stuckWorkers();
        if (stuck.isEmpty()) {
            return text(200, "ok\n");
        }
        StringBuilder text = new StringBuilder();
        stuck.forEach(worker -> describe(worker, text));
        return text(UNAVAILABLE, text.toString());
    }

    private static void describe(StuckWorker worker, StringBuilder text) {
        text.append(worker.name())
                .append(" has not come round for ")
                .append(worker.silence().toSeconds())
                .append(" s:\n");
        worker.stack().forEach(call -> text.append("\tat ").append(call).append('\n'));
    }

    private Answer readiness() {
        return state.monitoring().isReady()
                ? text(200, "ok\n")
                : text(UNAVAILABLE, "starting, stopping, or replaced by another process\n");
    }

    private static Answer text(int status, String text) {
        return new Answer.Whole(status, TEXT, text, OptionalLong.empty(), Map.of());
    }
}
