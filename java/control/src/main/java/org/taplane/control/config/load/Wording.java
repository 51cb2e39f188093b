package org.taplane.control.config.load;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How messages are put into words; whatever the user wrote stays on one short line. */
final class Wording {
    private static final int LONGEST_QUOTE = 40;

    private Wording() {}

    static String quote(String text) {
        return '"' + brief(text) + '"';
    }

    /** The text, or its beginning if it is long: what a message repeats must not grow with the file. */
    static String brief(String text) {
        if (text.length() <= LONGEST_QUOTE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_QUOTE - 1)) ? LONGEST_QUOTE - 1 : LONGEST_QUOTE;
        return text.substring(0, end) + "…";
    }

    /** {@code a}, {@code a or b}, {@code a, b or c}. */
    static String oneOf(Collection<String> words) {
        List<String> list = List.copyOf(words);
        int last = list.size() - 1;
        return last < 1 ? String.join("", list) : String.join(", ", list.subList(0, last)) + " or " + list.get(last);
    }

    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(character -> appendVisibly(line, character));
        return line.toString();
    }

    private static void appendVisibly(StringBuilder line, int character) {
        if (breaksLine(character)) {
            line.append(String.format(Locale.ROOT, "\\u%04x", character));
        } else {
            line.appendCodePoint(character);
        }
    }

    private static boolean breaksLine(int character) {
        return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
    }
}
