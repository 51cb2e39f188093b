package org.taplane.control.config.yaml;

import java.util.Comparator;

/** A place in a text. Both numbers count from one; a column is a code point. */
public record Position(int line, int column) implements Comparable<Position> {
    public static final Position START = new Position(1, 1);

    private static final Comparator<Position> IN_READING_ORDER =
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

    @Override
    public int compareTo(Position other) {
        return IN_READING_ORDER.compare(this, other);
    }
}
