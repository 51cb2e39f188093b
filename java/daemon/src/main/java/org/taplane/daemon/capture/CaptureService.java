package org.taplane.daemon.capture;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.taplane.control.api.CaptureException;
import org.taplane.control.api.CaptureRequest;
import org.taplane.control.api.Feed;
import org.taplane.daemon.taps.Capture;
import org.taplane.daemon.taps.Captures;
import org.taplane.daemon.taps.Target;
import org.taplane.dataplane.capture.BpfProgram;
import org.taplane.dataplane.port.DropReason;
import org.taplane.io.pcap.FilterCompiler;
import org.taplane.io.pcap.FilterException;

/**
 * Opens captures, a few at a time. Each has a thread of its own, which compiles its filter, for that may ask a name server,
 * and then is its clock.
 */
public final class CaptureService {
    /** Captures at one time. */
    public static final int MAX = 8;

    private final Captures captures;
    private final String application;
    private final Semaphore places = new Semaphore(MAX);

    /** @param application what the streams say wrote them */
    public CaptureService(Captures captures, String application) {
        this.captures = captures;
        this.application = application;
    }

    /**
     * Begins a capture.
     *
     * @return its stream, or a {@link CaptureException}
     * @throws CaptureException if there are too many already, or it asks for drops for a reason that there is not
     */
    public CompletableFuture<Feed> open(CaptureRequest request) throws CaptureException {
        Target target = new Target(request.ports(), request.bridge(), drops(request.drops()));
        if (!places.tryAcquire()) {
            throw CaptureException.unavailable("there are " + MAX + " captures already");
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("taplane-capture").factory());
        return CompletableFuture.supplyAsync(() -> open(request, target, thread), thread)
                .whenComplete((feed, fault) -> {
                    if (fault != null) {
                        release(thread);
                    }
                });
    }

    private void release(ScheduledExecutorService thread) {
        thread.shutdown();
        places.release();
    }

    private Feed open(CaptureRequest request, Target target, ScheduledExecutorService thread) {
        try {
            BpfProgram filter = request.filter().isBlank()
                    ? BpfProgram.ALL
                    : FilterCompiler.compile(request.filter(), request.snapLength());
            Capture capture = begin(target, filter, request.snapLength());
            return new CaptureFeed(
                    capture, () -> end(capture, thread), thread, application, request.filter(), request.snapLength());
        } catch (FilterException e) {
            throw new CompletionException(new CaptureException(String.valueOf(e.getMessage())));
        } catch (CaptureException e) {
            throw new CompletionException(e);
        }
    }

    private Capture begin(Target target, BpfProgram filter, int snapLength) throws CaptureException {
        Capture capture = captures.begin(target, filter, snapLength);
        List<String> missing = capture.missing();
        if (!missing.isEmpty() || capture.eyes().isEmpty()) {
            captures.end(capture);
            throw CaptureException.unknown(
                    missing.isEmpty() ? "there is no port to capture" : "there is no " + missing.getFirst());
        }
        return capture;
    }

    private void end(Capture capture, ScheduledExecutorService thread) {
        captures.end(capture);
        release(thread);
    }

    private static Optional<Set<DropReason>> drops(Optional<Set<String>> labels) throws CaptureException {
        if (labels.isEmpty() || labels.get().isEmpty()) {
            return labels.map(_ -> EnumSet.allOf(DropReason.class));
        }
        Set<DropReason> reasons = EnumSet.noneOf(DropReason.class);
        for (String label : labels.get()) {
            reasons.add(reason(label));
        }
        return Optional.of(reasons);
    }

    private static DropReason reason(String label) throws CaptureException {
        for (DropReason reason : DropReason.values()) {
            if (reason.label().equals(label)) {
                return reason;
            }
        }
        throw new CaptureException(
                "\"" + label + "\" is no reason of drops; 'taplane show ports --json' names those that"
                        + " occur, and the guide explains all");
    }
}
