package org.taplane.control.protocol.lldp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What neighbours write, as text that may be shown on a terminal. */
final class Texts {
    private static final char UNPRINTABLE = '?';

    private Texts() {}

    /** UTF-8; what is none, and what would control a terminal or the direction of text, becomes a question mark. */
    static String printable(byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder(length);
        decode(ByteBuffer.wrap(bytes, from, length))
                .codePoints()
                .forEach(character -> text.appendCodePoint(isPrintable(character) ? character : UNPRINTABLE));
        return text.toString();
    }

    private static String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .replaceWith(String.valueOf(UNPRINTABLE))
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The IP address that the bytes from {@code from} on are: 4 or 16. */
    static String address(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, bytes.length))
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
