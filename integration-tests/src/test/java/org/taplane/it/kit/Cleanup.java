package org.taplane.it.kit;

/** An action that runs once: at {@link #close}, or when the JVM ends and nobody closed. */
final class Cleanup implements AutoCloseable {
    private final Runnable action;
    private final Thread hook;

    Cleanup(Runnable action) {
        this.action = action;
        this.hook = new Thread(action, "cleanup");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        if (cancelHook()) {
            action.run();
        }
    }

    private boolean cancelHook() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }
}
