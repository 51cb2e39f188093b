package org.taplane.io.shard;

/** A descriptor's membership in a loop. */
public final class Watch implements AutoCloseable {
    private final Loop loop;
    private final ReadHandle handle;

    Watch(Loop loop, ReadHandle handle) {
        this.loop = loop;
        this.handle = handle;
    }

    /**
     * Asks to be called once when the descriptor takes more, for a watch that has something to call then. From any thread;
     * allocates nothing.
     */
    public void awaitWritable() {
        handle.awaitWritable();
    }

    /** Ends it. On return the reader is not running and will not be called again. */
    @Override
    public void close() {
        if (!loop.isClosed()) {
            loop.run(handle::end);
        }
    }
}
