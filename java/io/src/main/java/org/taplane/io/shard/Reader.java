package org.taplane.io.shard;

/** What a loop calls when a descriptor is readable. */
@FunctionalInterface
public interface Reader {
    /** Reads some of what is there. Returns false when the descriptor is to be left alone from now on. */
    boolean read();
}
