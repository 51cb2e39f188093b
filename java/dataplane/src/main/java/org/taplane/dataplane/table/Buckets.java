package org.taplane.dataplane.table;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash table from longs to longs that any number of threads read without a lock: buckets of one cache line. Keys are
 * neither zero nor negative, values are not negative.
 *
 * <h2>Layout</h2>
 *
 * <pre>
 *   home(key) ────────┐
 *                     ▼
 *   ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
 *   │  0  │  -  │ key │value│ key │value│  0  │  -  │   next bucket ...
 *   └─────┴─────┴─────┴─────┴─────┴─────┴─────┴─────┘
 *      empty       cell        cell        empty
 * </pre>
 *
 * A <em>cell</em> is two adjacent longs, key and value, and is named by the offset of its first byte; four cells are a
 * bucket, 64 bytes, so that a lookup mostly reads one cache line. An entry lies in its home cell if that was free when it
 * came, else anywhere in the home's bucket, and only if that was full in the first later bucket that had room. So a bucket
 * with a free cell ends a search.
 *
 * <p>There is a power of two of cells, at least twice the entries that the table is made for: even when it is full three
 * of four entries are in the first cell that is looked at, and 97 of 100 in the first bucket. It never grows and is never
 * rehashed; whoever inserts sees to it that there are never more entries. Memory: 32 to 64 bytes per possible entry,
 * allocated at once, and not the heap's, because there an array begins anywhere and a bucket would be two cache lines.
 *
 * <p>Where a search begins depends on a secret seed, so nobody who chooses keys can choose ones that collide.
 *
 * <h2>Who may call what</h2>
 *
 * Whoever calls {@link #insert}, {@link #replace} or {@link #remove} holds the table's monitor, and has held it since it
 * found the cell. Everything else may be called by any thread at any time.
 *
 * <h2>Why a reader never sees nonsense</h2>
 *
 * <ul>
 *   <li>A new entry's value is written before its key, with release order: who sees the key sees the value.
 *   <li>A replacement writes one long: a reader sees the old value or the new one.
 *   <li>A removal may shift entries that follow into the gap. Around it a counter becomes odd, then even again; a reader
 *       that finds it odd, or changed, after its search forgets what it saw and asks again under the lock. So a reader
 *       neither misses an entry that is being shifted nor pairs a key with another's value.
 *   <li>{@link #replaceLow} writes half of the value of whatever entry is in the cell by then. It is for what does no harm
 *       there, such as a time of last use.
 * </ul>
 */
public final class Buckets {
    /** Greatest number of entries that a table is made for: 16,777,216, in 512 MiB. */
    public static final int MAX_ENTRIES = 1 << 24;

    /** The value of a key that the table does not have. */
    public static final long ABSENT = -1;

    /** For plain reads. They are aligned as all others are, but not checked for it, which they would be each time. */
    private static final ValueLayout.OfLong PLAIN = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HALF = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle REMOVALS = removalsHandle();

    private static final int VALUE = Long.BYTES;
    private static final int LOW = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? VALUE : VALUE + Integer.BYTES;
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

    /** For those who keep something beside the table by cell: told of each entry that a removal moves. */
    @FunctionalInterface
    public interface Moves {
        /** The entry of cell {@code from} is in cell {@code to} now. */
        void moved(int from, int to);
    }

    /**
     * An empty table.
     *
     * @param entries that it has room for, 1 to {@link #MAX_ENTRIES}
     * @param seed only who knows it can predict the layout
     */
    public Buckets(int entries, long seed) {
        if (entries < 1 || entries > MAX_ENTRIES) {
            throw new IllegalArgumentException("entries is " + entries + ", not in 1.." + MAX_ENTRIES);
        }
        end = Math.max(BUCKET, Integer.highestOneBit(entries * ROOM - 1) * 2 * CELL);
        memory = Arena.ofAuto().allocate(end, BUCKET);
        secret = mix(seed);
        multiplier = mix(seed + 1) | 1;
    }

    /** Offset after the last cell; the first is 0. */
    public int end() {
        return end;
    }

    /** How many cells there are. */
    public int cells() {
        return end / CELL;
    }

    /** The number of a cell, counted from 0: an index for what is kept beside the table. */
    public static int index(int cell) {
        return cell / CELL;
    }

    public static int next(int cell) {
        return cell + CELL;
    }

    /** The key in a cell, 0 if the cell is empty. */
    public long key(int cell) {
        return (long) WORD.getAcquire(memory, (long) cell);
    }

    /** The value in a cell that is not empty. */
    public long value(int cell) {
        return (long) WORD.getOpaque(memory, (long) cell + VALUE);
    }

    /** The cell that holds {@code key}; if there is none, the complement (negative) of the cell it would go to. */
    public int find(long key) {
        int home = home(key);
        return key(home) == key ? home : search(home, key);
    }

    /** {@link #find} for a key that is not in its home cell. */
    public int search(int home, long key) {
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

    /** The value of {@code key}, or {@link #ABSENT}. */
    public long read(long key) {
        int before = removals();
        long value = readUnchecked(key);
        return isUndisturbed(before) ? value : readLocked(key);
    }

    /** The home cells of keys. */
    public void homes(long[] keys, int[] homes, int count) {
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
    public long away(long[] keys, int[] homes, int count) {
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
    public long searchBuckets(long[] keys, int[] cells, long away) {
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
    public void values(int[] cells, long[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = memory.get(PLAIN, cells[i] + VALUE);
        }
    }

    /** Puts a new key into the cell whose complement {@link #find} gave. */
    public void insert(int cell, long key, long value) {
        WORD.setOpaque(memory, (long) cell + VALUE, value);
        WORD.setRelease(memory, (long) cell, key);
    }

    /** Changes the value of the entry in a cell. */
    public void replace(int cell, long value) {
        WORD.setVolatile(memory, (long) cell + VALUE, value);
    }

    /**
     * Sets the low 32 bits of the value of whatever entry is in the cell by now, which at worst is not the one that was
     * meant; without the lock.
     */
    public void replaceLow(int cell, int low) {
        HALF.setOpaque(memory, (long) cell + LOW, low);
    }

    /** Empties a cell, and closes the gap with an entry that had found its bucket full. */
    public void remove(int cell, Moves moves) {
        REMOVALS.setOpaque(this, removals + 1);
        VarHandle.storeStoreFence();
        int hole = cell;
        for (int stray = strayFrom(hole); stray >= 0; stray = strayFrom(hole)) {
            WORD.setOpaque(memory, (long) hole + VALUE, value(stray));
            WORD.setOpaque(memory, (long) hole, key(stray));
            moves.moved(stray, hole);
            hole = stray;
        }
        WORD.setOpaque(memory, (long) hole, 0L);
        REMOVALS.setRelease(this, removals + 1);
    }

    /** For {@link #isUndisturbed}, before anything is read. */
    public int removals() {
        return (int) REMOVALS.getAcquire(this);
    }

    /** Whether no removal moved entries since {@link #removals} gave {@code before}. */
    public boolean isUndisturbed(int before) {
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
            return MethodHandles.lookup().findVarHandle(Buckets.class, "removals", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
