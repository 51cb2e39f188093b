package org.taplane.dataplane.bridge;

/**
 * What the source address of a frame would do to the {@link Fdb}.
 *
 * @param before the {@link Location} where the station is known to be, or {@link Fdb#MISS}
 * @param age milliseconds since it was heard there; 0 if it was not, or need not be
 * @param evicted the {@linkplain Fdb#station station} that would have to make room, or 0
 */
public record Learning(Outcome outcome, int before, int age, long evicted) {
    /** The kinds. */
    public enum Outcome {
        /** The port learns no stations, because it is down or because the operator says so. */
        OFF,
        /** The station is known there already. */
        KNOWN,
        /** The station has a static entry, which stays as it is. */
        STATIC,
        /** The station would be learned. */
        NEW,
        /** The station would be known there, and no longer where it was. */
        MOVED,
        /** Static entries leave no room: the station would stay what it is. */
        NO_ROOM
    }

    static final Learning NONE = new Learning(Outcome.OFF, Fdb.MISS, 0, 0);
}
