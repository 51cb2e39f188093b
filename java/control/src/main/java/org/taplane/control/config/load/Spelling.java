package org.taplane.control.config.load;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Spelling {
    private static final int MAX_EDITS = 2;
    private static final int LONGEST_WORD = 32;

    private Spelling() {}

    /** " (did you mean X?)", or nothing when no word is near. */
    static String hint(String word, Collection<String> known) {
        return closest(word, known).map(near -> " (did you mean " + near + "?)").orElse("");
    }

    static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> edits(word, candidate) <= tolerated(candidate))
                .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
    }

    /** Short words are too near to each other for two edits. */
    private static int tolerated(String word) {
        return Math.min(MAX_EDITS, word.length() / 3);
    }

    /** The Levenshtein distance; an exchange of neighbours counts as two. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column < previous.length; column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            previous = nextRow(previous, row, from.charAt(row - 1), to);
        }
        return previous[to.length()];
    }

    private static int[] nextRow(int[] previous, int row, char letter, String to) {
        int[] next = new int[previous.length];
        next[0] = row;
        for (int column = 1; column < next.length; column++) {
            int replaced = previous[column - 1] + (letter == to.charAt(column - 1) ? 0 : 1);
            next[column] = Math.min(replaced, 1 + Math.min(previous[column], next[column - 1]));
        }
        return next;
    }
}
