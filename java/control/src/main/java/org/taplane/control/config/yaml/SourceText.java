package org.taplane.control.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.yaml.snakeyaml.reader.StreamReader;

/** Bytes to characters, strictly: malformed UTF-8 and control characters are refused with their place. */
final class SourceText {
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final String TEXT = "UTF-8 text";

    private SourceText() {}

    static String decode(byte[] bytes) throws UnreadableYamlException {
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            throw new UnreadableYamlException(endOf(text), "this is not UTF-8", TEXT);
        }
        requirePrintable(text);
        return text.startsWith(Character.toString(BYTE_ORDER_MARK)) ? text.substring(1) : text;
    }

    private static void requirePrintable(String text) throws UnreadableYamlException {
        int next = 0;
        while (next < text.length()) {
            int character = text.codePointAt(next);
            if (!StreamReader.isPrintable(character)) {
                throw new UnreadableYamlException(
                        endOf(text.substring(0, next)),
                        String.format(Locale.ROOT, "the character U+%04X is not allowed", character),
                        TEXT + " without control characters");
            }
            next += Character.charCount(character);
        }
    }

    private static Position endOf(String text) {
        int line = 1 + (int) text.chars().filter(character -> character == '\n').count();
        int lineStart = text.lastIndexOf('\n') + 1;
        return new Position(line, 1 + text.codePointCount(lineStart, text.length()));
    }
}
