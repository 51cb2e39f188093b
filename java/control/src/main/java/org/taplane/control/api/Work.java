package org.taplane.control.api;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients ask for that changes the switch, or waits for such changes: one after the other, on a thread of its own. */
final class Work implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final int UNAVAILABLE = 503;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("taplane-config", true));

    /** What waits in the queue would change a switch that is another process's. */
    private volatile boolean isPassedOn;

    /** The client is to ask the process that has taken over. */
    static final class PassedOnException extends IOException {
        private static final long serialVersionUID = 1;

        PassedOnException() {
            super("another process has taken over: ask again");
        }
    }

    /** An answer that says so in words if the process has been replaced when its turn comes. */
    Answer.Later later(Supplier<Answer.Whole> answer) {
        return new Answer.Later(CompletableFuture.supplyAsync(
                () -> isPassedOn
                        ? Answer.error(UNAVAILABLE, String.valueOf(new PassedOnException().getMessage()))
                        : answer.get(),
                thread));
    }

    /** An answer, or in place of one the end of the connection: for clients that try again by themselves then. */
    Answer.Later laterOrEnd(Supplier<Answer.Whole> answer) {
        return new Answer.Later(CompletableFuture.completedFuture(isPassedOn)
                .thenComposeAsync(
                        _ -> isPassedOn
                                ? CompletableFuture.failedFuture(new PassedOnException())
                                : CompletableFuture.completedFuture(answer.get()),
                        thread));
    }

    /** Runs something in its turn. Nothing once this is closed. */
    void run(Runnable change) {
        try {
            thread.execute(() -> {
                if (!isPassedOn) {
                    change.run();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("a change comes after the end", e);
        }
    }

    /** From here on nothing is carried out: another process has taken over. */
    void passOn() {
        isPassedOn = true;
    }

    /** Returns when what is under way has come to its end. */
    @Override
    public void close() {
        thread.close();
    }
}
