package org.taplane.io.testkit;

import org.taplane.io.netlink.LinkMonitor;

/** A listener that cares for events only. */
@FunctionalInterface
public interface LinkEvents extends LinkMonitor.Listener {
    @Override
    default void listed(int namespace) {}

    @Override
    default void ended(int namespace) {}
}
