package org.taplane.dataplane.bridge;

import static org.taplane.dataplane.bridge.FdbEntry.ABSENT;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The open-addressed table under the {@link Fdb}: linear probing, removal by backward shift, lock-free readers.
 *
 * <p>A cell is two adjacent longs, key and value; a <em>cell index</em> is the index of the key. Whoever calls
 * {@link #insert}, {@link #replace} or {@link #remove} holds the table's monitor; everything else may be called by any
 * thread at any time. At least half of the cells are empty, so a probe always ends.
 */
final class FdbTable {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle REMOVALS = removalsHandle();

    private static final int CELL = 2;

    /**
     * At least so many cells an entry. Three make probes shorter, but a table of a million stations then outgrows the
     * last-level cache: whole bursts took 101 ns a frame with three and 86 with two.
     */
    private static final int ROOM = 2;

    private final long[] words;
    private final int mask;
    private final long secret;
    private final long multiplier;

    /** Odd while a removal moves entries; a reader that saw it change, or saw it odd, has to look again. */
    private int removals;

    /** A table for {@code entries} entries, whose layout only those who know {@code seed} can predict. */
    FdbTable(int entries, long seed) {
        int cells = Integer.highestOneBit(entries * ROOM - 1) * 2;
        words = new long[cells * CELL];
        mask = words.length - CELL;
        secret = mix(seed);
        multiplier = mix(seed + 1) | 1;
    }

    /** Index after the last cell. */
    int end() {
        return words.length;
    }

    static int next(int cell) {
        return cell + CELL;
    }

    /** The key in a cell, 0 if the cell is empty. */
    long key(int cell) {
        return (long) WORD.getAcquire(words, cell);
    }

    /** The value in a cell that is not empty. */
    long value(int cell) {
        return (long) WORD.getOpaque(words, cell + 1);
    }

    /** The cell that holds {@code key}; if there is none, the complement (negative) of the cell it would go to. */
    int find(long key) {
        int cell = home(key);
        while (true) {
            long found = key(cell);
            if (found == key) {
                return cell;
            }
            if (found == 0) {
                return ~cell;
            }
            cell = cell + CELL & mask;
        }
    }

    /** Reads what probes for these keys read first, by plain reads: those overlap best. */
    void touch(long[] wanted, int count) {
        long union = 0;
        for (int i = 0; i < count; i++) {
            union |= words[home(wanted[i])];
        }
        if (union < 0) { // a use of what was read, or the JIT leaves it out
            throw new IllegalStateException("a key is negative");
        }
    }

    /** The value of {@code key}, or {@link FdbEntry#ABSENT}. */
    long read(long key) {
        int before = (int) REMOVALS.getAcquire(this);
        long value = readUnchecked(key);
        return isUndisturbed(before) ? value : readLocked(key);
    }

    /** Sets the value of a cell if it is still {@code expected}. */
    boolean compareAndSet(int cell, long expected, long value) {
        return WORD.compareAndSet(words, cell + 1, expected, value);
    }

    /** Puts a new key into the cell whose complement {@link #find} gave. */
    void insert(int cell, long key, long value) {
        WORD.setOpaque(words, cell + 1, value);
        WORD.setRelease(words, cell, key);
    }

    void replace(int cell, long value) {
        WORD.setVolatile(words, cell + 1, value);
    }

    /** Empties a cell and closes the gap, so that every entry behind it can still be reached from its home. */
    void remove(int cell) {
        REMOVALS.setOpaque(this, removals + 1);
        VarHandle.storeStoreFence();
        int hole = cell;
        for (int at = cell + CELL & mask; words[at] != 0; at = at + CELL & mask) {
            if ((at - home(words[at]) & mask) >= (at - hole & mask)) {
                WORD.setOpaque(words, hole + 1, value(at));
                WORD.setOpaque(words, hole, words[at]);
                hole = at;
            }
        }
        WORD.setOpaque(words, hole, 0L);
        REMOVALS.setRelease(this, removals + 1);
    }

    private long readUnchecked(long key) {
        int cell = find(key);
        return cell < 0 ? ABSENT : value(cell);
    }

    private boolean isUndisturbed(int before) {
        VarHandle.loadLoadFence();
        return (before & 1) == 0 && before == (int) REMOVALS.getOpaque(this);
    }

    /** Waits for the removal instead of spinning: the thread that removes may have lost its processor. */
    private synchronized long readLocked(long key) {
        return readUnchecked(key);
    }

    /** Where a key's probe begins: both halves of a 128-bit product with secrets, folded. */
    private int home(long key) {
        long blinded = key ^ secret;
        long folded = blinded * multiplier ^ Math.unsignedMultiplyHigh(blinded, multiplier);
        return (int) folded & mask;
    }

    /** SplitMix64: spreads a seed over 64 bits. */
    private static long mix(long seed) {
        long z = seed * 0x9e3779b97f4a7c15L + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static VarHandle removalsHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(FdbTable.class, "removals", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
