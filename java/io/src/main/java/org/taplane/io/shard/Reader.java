package org.taplane.io.shard;

/** What a loop calls when a descriptor is readable. */
@FunctionalInterface
public interface Reader {
    /** Reads some of what is there. An exception counts as {@link Reading#FAILED}. */
    Reading read();
}
