package org.taplane.dataplane.bridge;

import org.taplane.dataplane.table.Buckets;

/** Carries the entries and limits of one {@link Fdb} into another. Both may be in use meanwhile. */
final class FdbTransfer {
    private final Buckets table;
    private final FdbPorts ports;

    /** @param table of the {@link Fdb} that is copied, as {@code ports} */
    FdbTransfer(Buckets table, FdbPorts ports) {
        this.table = table;
        this.ports = ports;
    }

    void copyTo(Fdb target, int now) {
        synchronized (table) {
            ports.forEach(share -> target.limit(share.port, share.limit, now));
        }
        for (int cell = 0; cell < table.end(); cell = Buckets.next(cell)) {
            long key = table.key(cell);
            long value = key == 0 ? Buckets.ABSENT : table.read(key);
            if (value != Buckets.ABSENT) {
                target.adopt(key, value, now);
            }
        }
    }

    /** Whether the value of an entry is to be preferred to the one that is known. */
    static boolean isNewer(long value, long known, int now) {
        return FdbEntry.isStatic(value)
                || (!FdbEntry.isStatic(known) && FdbEntry.age(value, now) < FdbEntry.age(known, now));
    }
}
