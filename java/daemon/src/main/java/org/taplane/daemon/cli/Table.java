package org.taplane.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/**
 * Rows under headings, each column as wide as its widest cell. Cells are made once to measure and once to print, never
 * kept: a table of a million rows fits into memory.
 */
record Table<T>(List<Column<T>> columns) {
    private static final String GAP = "  ";

    /** Text is aligned left, numbers right. */
    record Column<T>(String heading, boolean right, Function<T, String> cell) {
        private int width(List<T> rows) {
            return rows.stream().mapToInt(row -> cell.apply(row).length()).reduce(heading.length(), Math::max);
        }

        private String pad(String text, int width) {
            String space = " ".repeat(width - text.length());
            return right ? space + text : text + space;
        }
    }

    static <T> Column<T> text(String heading, Function<T, String> cell) {
        return new Column<>(heading, false, cell);
    }

    static <T> Column<T> number(String heading, Function<T, Object> cell) {
        return new Column<>(heading, true, row -> cell.apply(row).toString());
    }

    void print(List<T> rows, PrintWriter out) {
        int[] widths = columns.stream().mapToInt(column -> column.width(rows)).toArray();
        out.println(line(widths, Column::heading));
        for (T row : rows) {
            out.println(line(widths, column -> column.cell().apply(row)));
        }
    }

    private String line(int[] widths, Function<Column<T>, String> cell) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Column<T> column = columns.get(i);
            line.append(i == 0 ? "" : GAP).append(column.pad(cell.apply(column), widths[i]));
        }
        return line.toString().stripTrailing();
    }
}
