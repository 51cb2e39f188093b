package org.taplane.dataplane.bridge;

/** Told of stations that are not any more where the table had them. */
@FunctionalInterface
public interface Departures {
    /**
     * A station has moved or was dropped. Called while the table is locked, by whichever thread changes it: it neither waits
     * nor asks the table.
     *
     * @param station see {@link Fdb#station}
     */
    void left(long station);
}
