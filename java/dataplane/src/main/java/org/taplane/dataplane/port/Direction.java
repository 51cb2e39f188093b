package org.taplane.dataplane.port;

/** Which way a frame passes a port, as the switch sees it. */
public enum Direction {
    /** It came in by the port. */
    RECEIVED,
    /** It leaves by the port, or should have. */
    SENT
}
