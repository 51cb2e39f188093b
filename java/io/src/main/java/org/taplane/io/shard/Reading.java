package org.taplane.io.shard;

/** What came of an attempt to read a descriptor. */
public enum Reading {
    /** Something was read. */
    PROGRESS,
    /** Nothing was there. */
    NOTHING,
    /** Nothing was read, and not because nothing was there: if it goes on so, the descriptor is left alone for a while. */
    FAILED,
    /** Nothing will ever come again: the descriptor is left alone from now on. */
    ENDED
}
