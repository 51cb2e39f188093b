package org.taplane.control.api;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.reconcile.Edit;
import org.taplane.control.reconcile.EditException;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Proposal;

/**
 * The configuration in force: {@code GET /v1/config} as a file, {@code PUT /v1/config?file=NAME} another one,
 * {@code POST /v1/edits} a single change of it. With {@code dry-run=true} only the plan is made; with {@code If-Match} the
 * change is refused unless that revision is still in force.
 */
final class ConfigResource {
    /** Header with the path, URL-encoded, of the file that the daemon was started with. */
    static final String FILE_HEADER = "taplane-file";

    private static final String UNNAMED = "the configuration";

    private final LiveConfig live;
    private final Work work;

    /** @param work where changes are made, which may take a while */
    ConfigResource(LiveConfig live, Work work) {
        this.live = live;
        this.work = work;
    }

    Answer answer(FullHttpRequest request, QueryStringDecoder target, String who) {
        if (request.method().equals(HttpMethod.GET)) {
            return work.later(this::show);
        }
        if (!request.method().equals(HttpMethod.PUT)) {
            return Router.wrongMethod("GET or PUT");
        }
        byte[] yaml = ByteBufUtil.getBytes(request.content());
        String file = Router.parameter(target, "file").orElse(UNNAMED);
        return propose(request, target, () -> Proposal.whole(file, yaml, who));
    }

    Answer edit(FullHttpRequest request, QueryStringDecoder target, String who) throws IOException {
        try {
            Edit edit = EditReader.read(ByteBufUtil.getBytes(request.content()));
            return propose(request, target, () -> Proposal.single(edit, who));
        } catch (EditException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    /** How a proposal is made, on the worker: reading a long file takes a while. */
    @FunctionalInterface
    private interface Maker {
        Proposal make();
    }

    private Answer propose(FullHttpRequest request, QueryStringDecoder target, Maker maker) {
        Optional<String> match = Optional.ofNullable(request.headers().get(HttpHeaderNames.IF_MATCH));
        OptionalLong revision = match.map(ConfigResource::revision).orElse(OptionalLong.empty());
        if (match.isPresent() && revision.isEmpty()) {
            return Answer.error(400, "If-Match: " + match.get() + " is no revision; expected a number in quotes");
        }
        boolean dryRun =
                Router.parameter(target, "dry-run").filter("true"::equals).isPresent();
        return work.later(() ->
                OutcomeJson.answer(live.submit(maker.make().onlyFor(revision).asDryRun(dryRun))));
    }

    private Answer.Whole show() {
        LiveConfig.Shown shown = live.show();
        Map<String, String> headers = shown.file()
                .map(file -> Map.of(FILE_HEADER, URLEncoder.encode(file.toString(), StandardCharsets.UTF_8)))
                .orElse(Map.of());
        return new Answer.Whole(200, Answer.YAML, shown.text(), OptionalLong.of(shown.revision()), headers);
    }

    /** An entity tag, {@code "7"}. */
    private static OptionalLong revision(String tag) {
        return tag.matches("\"[0-9]{1,18}\"")
                ? OptionalLong.of(Long.parseLong(tag.substring(1, tag.length() - 1)))
                : OptionalLong.empty();
    }
}
