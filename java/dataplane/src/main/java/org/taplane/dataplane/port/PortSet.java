package org.taplane.dataplane.port;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An immutable set of ports, by slot: bit {@code slot % 64} of word {@code slot / 64} is a port. What several sets have in
 * common is found a word, 64 ports, at a time.
 */
public final class PortSet {
    public static final PortSet EMPTY = new PortSet(0, new long[0]);

    private final int firstWord;
    private final long[] words;

    private PortSet(int firstWord, long[] words) {
        this.firstWord = firstWord;
        this.words = words;
    }

    public static PortSet of(int slot) {
        return new PortSet(slot >>> 6, new long[] {1L << slot});
    }

    public static PortSet of(BitSet slots) {
        if (slots.isEmpty()) {
            return EMPTY;
        }
        long[] all = slots.toLongArray();
        int first = slots.nextSetBit(0) >>> 6;
        return new PortSet(first, Arrays.copyOfRange(all, first, all.length));
    }

    public PortSet with(int slot) {
        BitSet slots = slots();
        slots.set(slot);
        return of(slots);
    }

    public PortSet without(int slot) {
        BitSet slots = slots();
        slots.clear(slot);
        return of(slots);
    }

    public PortSet with(PortSet others) {
        BitSet slots = slots();
        slots.or(others.slots());
        return of(slots);
    }

    public boolean contains(int slot) {
        return (word(slot >>> 6) & 1L << slot) != 0;
    }

    public boolean isEmpty() {
        return words.length == 0;
    }

    /** Index of the first word that has a port. */
    public int firstWord() {
        return firstWord;
    }

    /** Index after the last word that has a port. */
    public int endWord() {
        return firstWord + words.length;
    }

    /** The word of that index, 0 or more; those outside {@link #firstWord} to {@link #endWord} are empty. */
    public long word(int index) {
        int at = index - firstWord;
        return at >= 0 && at < words.length ? words[at] : 0;
    }

    private BitSet slots() {
        long[] all = new long[endWord()];
        System.arraycopy(words, 0, all, firstWord, words.length);
        return BitSet.valueOf(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet that && firstWord == that.firstWord && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words) * 31 + firstWord;
    }

    @Override
    public String toString() {
        return slots().toString();
    }
}
