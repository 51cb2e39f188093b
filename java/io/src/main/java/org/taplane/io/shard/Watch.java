package org.taplane.io.shard;

import io.netty.channel.IoRegistration;

/** A descriptor's membership in a loop. */
public final class Watch implements AutoCloseable {
    private final Loop loop;
    private final IoRegistration registration;

    Watch(Loop loop, IoRegistration registration) {
        this.loop = loop;
        this.registration = registration;
    }

    /** Ends it. On return the reader is not running and will not be called again. */
    @Override
    public void close() {
        if (!loop.isClosed()) {
            loop.run(registration::cancel);
        }
    }
}
