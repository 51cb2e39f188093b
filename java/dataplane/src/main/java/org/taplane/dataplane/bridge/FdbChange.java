package org.taplane.dataplane.bridge;

/** What may happen to a dynamic entry of the {@link Fdb}, other than to be refreshed. */
public enum FdbChange {
    /** A station was heard that was not known. */
    LEARNED,
    /** A station was heard elsewhere. */
    MOVED,
    /** A station was silent for longer than the ageing time. */
    AGED,
    /** A station had to make room for another one. */
    EVICTED,
    /** A station was forgotten because its port went down or away, or because somebody said so. */
    FLUSHED
}
