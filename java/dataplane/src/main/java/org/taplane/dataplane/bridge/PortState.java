package org.taplane.dataplane.bridge;

/** What a port does for its bridge at the moment (IEEE 802.1Q 8.4). */
public enum PortState {
    /** The link is down: nothing leaves by the port, and no station is learned on it. */
    DOWN,
    /** The operator allows it nothing (the Disabled state): what comes in is dropped too. */
    DISABLED,
    /** Frames go in and out. */
    FORWARDING;

    public static PortState ofLink(boolean up) {
        return up ? FORWARDING : DOWN;
    }
}
