package org.taplane.it.kit;

/** Everything that the tests of one class share: namespaces, links, switches. Gone after {@link #close}. */
public interface World extends AutoCloseable {
    @Override
    void close();
}
