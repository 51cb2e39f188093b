package org.taplane.control.config;

/** What becomes of a frame in a tunnel that is longer than the path to its remote allows. It is dropped in any case. */
public enum PathMtu {
    /** Its sender is told how long packets may be (RFC 1191, RFC 8201). */
    TELL,
    DROP
}
