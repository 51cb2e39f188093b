package org.taplane.dataplane.bridge;

import static org.taplane.dataplane.bridge.FdbEntry.ABSENT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash table under the {@link Fdb}: buckets of one cache line, lock-free readers.
 *
 * <p>A <em>cell</em> is two adjacent longs, key and value, and is named by the offset of its first byte; four cells are a
 * bucket. An entry lies in its home cell if that was free when it came, else anywhere in the home's bucket, and only if
 * that was full in the first later bucket that had room. So a bucket with a free cell ends a search.
 *
 * <p>Whoever calls {@link #insert}, {@link #replace} or {@link #remove} holds the table's monitor; everything else may be
 * called by any thread at any time. The memory is not the heap's, because there an array begins anywhere and a bucket
 * would be two cache lines.
 */
final class FdbTable {
    /** For plain reads. They are aligned as all others are, but not checked for it, which they would be each time. */
    private static final ValueLayout.OfLong PLAIN = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HALF = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle REMOVALS = removalsHandle();

    private static final int VALUE = Long.BYTES;
    private static final int TICK = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? VALUE : VALUE + Integer.BYTES;
    private static final int CELL = 2 * Long.BYTES;
    private static final int BUCKET = 4 * CELL;

    /** At least so many cells an entry. Three of a hundred entries are then outside their bucket, 13 if it were 1.5. */
    private static final int ROOM = 2;

    private final MemorySegment memory;
    private final int end;
    private final long secret;
    private final long multiplier;

    /** Odd while a removal moves entries; a reader that saw it change, or saw it odd, has to look again. */
    private int removals;

    /** A table for {@code entries} entries, whose layout only those who know {@code seed} can predict. */
    FdbTable(int entries, long seed) {
        end = Math.max(BUCKET, Integer.highestOneBit(entries * ROOM - 1) * 2 * CELL);
        memory = Arena.ofAuto().allocate(end, BUCKET);
        secret = mix(seed);
        multiplier = mix(seed + 1) | 1;
    }

    /** Offset after the last cell. */
    int end() {
        return end;
    }

    static int next(int cell) {
        return cell + CELL;
    }

    /** The key in a cell, 0 if the cell is empty. */
    long key(int cell) {
        return (long) WORD.getAcquire(memory, (long) cell);
    }

    /** The value in a cell that is not empty. */
    long value(int cell) {
        return (long) WORD.getOpaque(memory, (long) cell + VALUE);
    }

    /** The cell that holds {@code key}; if there is none, the complement (negative) of the cell it would go to. */
    int find(long key) {
        int home = home(key);
        return key(home) == key ? home : search(home, key);
    }

    /** {@link #find} for a key that is not in its home cell. */
    int search(int home, long key) {
        for (int bucket = bucketOf(home); true; bucket = bucketAfter(bucket)) {
            int free = -1;
            for (int cell = bucket; cell < bucket + BUCKET; cell = next(cell)) {
                long found = key(cell);
                if (found == key) {
                    return cell;
                }
                free = found == 0 ? cell : free;
            }
            if (free >= 0) {
                return ~(key(home) == 0 ? home : free);
            }
        }
    }

    /** The value of {@code key}, or {@link FdbEntry#ABSENT}. */
    long read(long key) {
        int before = removals();
        long value = readUnchecked(key);
        return isUndisturbed(before) ? value : readLocked(key);
    }

    /** The home cells of keys. */
    void homes(long[] keys, int[] homes, int count) {
        for (int i = 0; i < count; i++) {
            homes[i] = home(keys[i]);
        }
    }

    /**
     * Looks for keys in their home cells. So short a loop, without a branch that depends on what is read, has a dozen
     * reads of main memory in flight at once where a table outgrows the caches; a search for one key after the other
     * waits for each.
     *
     * @return bit i is set if key i is not there
     */
    long away(long[] keys, int[] homes, int count) {
        long away = 0;
        for (int i = 0; i < count; i++) {
            away |= (1L ^ isKey(homes[i], keys[i])) << i;
        }
        return away;
    }

    /**
     * Looks for the keys that are {@link #away} in the rest of their home's bucket, and puts the cells found in the place
     * of the homes. Again without branches: the processor would guess them wrong.
     *
     * @return bit i is set if key i is not there either; {@link #search} knows whether it is farther off
     */
    long searchBuckets(long[] keys, int[] cells, long away) {
        long farther = 0;
        long union = 0;
        for (long left = away; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            int home = cells[i];
            int bucket = bucketOf(home);
            int first = isKey(bucket, keys[i]);
            int second = isKey(bucket + CELL, keys[i]);
            int third = isKey(bucket + 2 * CELL, keys[i]);
            int fourth = isKey(bucket + 3 * CELL, keys[i]);
            int far = 1 ^ first ^ second ^ third ^ fourth;
            cells[i] = bucket + CELL * (second + 2 * third + 3 * fourth) + far * (home - bucket);
            farther |= (long) far << i;
            union |= memory.get(PLAIN, bucket + far * BUCKET & end - BUCKET); // fetches where a search goes on
        }
        if (union < 0) { // a use of what was read, or the JIT leaves it out
            throw new IllegalStateException("a key is negative");
        }
        VarHandle.loadLoadFence(); // whoever saw a key sees its value
        return farther;
    }

    /** The values in cells, none of which is negative. */
    void values(int[] cells, long[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = memory.get(PLAIN, cells[i] + VALUE);
        }
    }

    /** Puts a new key into the cell whose complement {@link #find} gave. */
    void insert(int cell, long key, long value) {
        WORD.setOpaque(memory, (long) cell + VALUE, value);
        WORD.setRelease(memory, (long) cell, key);
    }

    void replace(int cell, long value) {
        WORD.setVolatile(memory, (long) cell + VALUE, value);
    }

    /**
     * Sets the last-seen time of whatever entry is in the cell by now, which at worst is not the one that was meant and
     * looks younger than it is.
     */
    void refresh(int cell, int tick) {
        HALF.setOpaque(memory, (long) cell + TICK, tick);
    }

    /** Empties a cell, and closes the gap with an entry that had found its bucket full. */
    void remove(int cell) {
        REMOVALS.setOpaque(this, removals + 1);
        VarHandle.storeStoreFence();
        int hole = cell;
        for (int stray = strayFrom(hole); stray >= 0; stray = strayFrom(hole)) {
            WORD.setOpaque(memory, (long) hole + VALUE, value(stray));
            WORD.setOpaque(memory, (long) hole, key(stray));
            hole = stray;
        }
        WORD.setOpaque(memory, (long) hole, 0L);
        REMOVALS.setRelease(this, removals + 1);
    }

    /** For {@link #isUndisturbed}, before anything is read. */
    int removals() {
        return (int) REMOVALS.getAcquire(this);
    }

    /** Whether no removal moved entries since {@link #removals} gave {@code before}. */
    boolean isUndisturbed(int before) {
        VarHandle.loadLoadFence();
        return (before & 1) == 0 && before == (int) REMOVALS.getOpaque(this);
    }

    private long readUnchecked(long key) {
        int cell = find(key);
        return cell < 0 ? ABSENT : value(cell);
    }

    /** Waits for the removal instead of spinning: the thread that removes may have lost its processor. */
    private synchronized long readLocked(long key) {
        return readUnchecked(key);
    }

    /** The cell of an entry that passed by the bucket of {@code hole} because it was full; negative if none did. */
    private int strayFrom(int hole) {
        int passed = bucketOf(hole);
        for (int bucket = passed; isFull(bucket); ) {
            bucket = bucketAfter(bucket);
            for (int cell = bucket; cell < bucket + BUCKET; cell = next(cell)) {
                if (key(cell) != 0 && distance(bucketOf(home(key(cell))), bucket) >= distance(passed, bucket)) {
                    return cell;
                }
            }
        }
        return -1;
    }

    private boolean isFull(int bucket) {
        return key(bucket) != 0
                && key(bucket + CELL) != 0
                && key(bucket + 2 * CELL) != 0
                && key(bucket + 3 * CELL) != 0;
    }

    private static int bucketOf(int cell) {
        return cell & -BUCKET;
    }

    private int bucketAfter(int bucket) {
        return bucket + BUCKET & end - BUCKET;
    }

    private int distance(int from, int to) {
        return to - from & end - BUCKET;
    }

    /** The cell that a key would like best: both halves of a 128-bit product with secrets, folded. */
    private int home(long key) {
        long blinded = key ^ secret;
        long folded = blinded * multiplier ^ Math.unsignedMultiplyHigh(blinded, multiplier);
        return (int) folded & end - CELL;
    }

    /** 1 if the key is in the cell, else 0. */
    private int isKey(int cell, long key) {
        long difference = memory.get(PLAIN, cell) ^ key;
        return (int) ((difference - 1) >>> 63); // neither is negative
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
