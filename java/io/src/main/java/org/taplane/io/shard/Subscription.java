package org.taplane.io.shard;

/** What ends when it is closed: being told of something, or a timer. A second call does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
