package org.taplane.io.netlink;

/** What a {@link LinkMonitor} reports. */
public sealed interface LinkEvent {
    /** The link is new, has changed, or is reported again as it is. */
    record Changed(Link link) implements LinkEvent {}

    /** The link was deleted or left the namespace. */
    record Removed(int index, String name) implements LinkEvent {}
}
