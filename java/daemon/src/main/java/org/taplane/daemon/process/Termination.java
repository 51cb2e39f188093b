package org.taplane.daemon.process;

import java.util.concurrent.CountDownLatch;
import org.taplane.daemon.cli.Interrupts;

/**
 * The end of the process. SIGTERM and SIGINT are asked for and expected, so they end in exit code 0 and not in the 143
 * that the JVM would give: the shutdown hook waits until the main thread has cleaned up, then halts.
 */
public final class Termination implements Interrupts {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private volatile int code;

    /** From here on a signal releases {@link #await} instead of killing the process. */
    void catchSignals() {
        catchSignals(this::request);
    }

    @Override
    public void catchSignals(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> terminate(action), "taplane-termination"));
    }

    /** Has {@link #await} return as if a signal had come. */
    void request() {
        requested.countDown();
    }

    /** Waits for a signal. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Ends the process; everything has been cleaned up. */
    public void exit(int exitCode) {
        code = exitCode;
        cleanedUp.countDown();
        System.exit(exitCode);
    }

    private void terminate(Runnable action) {
        action.run();
        try {
            cleanedUp.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
