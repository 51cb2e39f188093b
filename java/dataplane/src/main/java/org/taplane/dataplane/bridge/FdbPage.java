package org.taplane.dataplane.bridge;

import org.taplane.dataplane.table.Buckets;

/** A part of the {@link Fdb}, shown entry by entry. */
final class FdbPage {
    /** In bytes: at most 256 entries. */
    private static final int SIZE = 4096;

    private FdbPage() {}

    /** Shows the page that begins at {@code from}; where the next one does, 0 after the last. */
    static int show(Buckets table, int from, FdbVisitor visitor) {
        int end = Math.min(from + SIZE, table.end());
        for (int cell = from; cell < end; cell = Buckets.next(cell)) {
            showEntry(table, cell, visitor);
        }
        return end == table.end() ? 0 : end;
    }

    private static void showEntry(Buckets table, int cell, FdbVisitor visitor) {
        long key = table.key(cell);
        long value = key == 0 ? Buckets.ABSENT : table.read(key);
        if (value != Buckets.ABSENT) {
            visitor.visit(
                    FdbEntry.vid(key),
                    FdbEntry.mac(key),
                    FdbEntry.location(value),
                    FdbEntry.isStatic(value),
                    FdbEntry.tick(value));
        }
    }
}
