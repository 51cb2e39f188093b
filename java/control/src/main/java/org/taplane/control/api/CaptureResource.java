package org.taplane.control.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Streams what passes ports, or is dropped there, as pcapng, until the client leaves:
 * {@code GET /v1/capture?port=…&bridge=…&drops=…&filter=…&snaplen=…}, each of them optional and {@code port} as often as
 * one likes.
 */
final class CaptureResource {
    private static final String PCAPNG = "application/x-pcapng";

    private final SwitchState state;

    CaptureResource(SwitchState state) {
        this.state = state;
    }

    Answer answer(QueryStringDecoder target) {
        try {
            return new Answer.Later(open(CaptureRequest.of(target)));
        } catch (CaptureException e) {
            return refusal(e);
        }
    }

    private CompletableFuture<Answer> open(CaptureRequest request) throws CaptureException {
        return state.capture(request)
                .<Answer>thenApply(feed -> new Answer.Stream(PCAPNG, feed))
                .exceptionally(CaptureResource::refusal);
    }

    private static Answer refusal(Throwable fault) {
        return switch (fault) {
            case CaptureException refused -> Answer.error(refused.status(), String.valueOf(refused.getMessage()));
            case CompletionException wrapped
            when wrapped.getCause() instanceof CaptureException refused -> refusal(refused);
            default -> throw new CompletionException(fault);
        };
    }
}
