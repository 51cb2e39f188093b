package org.taplane.wire;

import java.util.HexFormat;
import java.util.OptionalLong;

/** The text form of a MAC address: six octets in hexadecimal, a colon between each two (IEEE 802 clause 8.1). */
public final class MacAddress {
    private static final int OCTETS = 6;
    private static final int TEXT_LENGTH = 17;

    private MacAddress() {}

    /** The low 48 bits of {@code address} as {@code 02:00:00:00:00:0a}. */
    public static String format(long address) {
        StringBuilder text = new StringBuilder(TEXT_LENGTH);
        for (int shift = 40; shift >= 0; shift -= 8) {
            HexFormat.of().toHexDigits(text, (byte) (address >>> shift));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }

    /** The address that {@code text} writes exactly, in either case; empty when it is anything else. */
    public static OptionalLong parse(CharSequence text) {
        if (text.length() != TEXT_LENGTH) {
            return OptionalLong.empty();
        }
        long address = 0;
        for (int octet = 0; octet < OCTETS; octet++) {
            int at = 3 * octet;
            boolean separated = octet == 0 || text.charAt(at - 1) == ':';
            if (!separated || !HexFormat.isHexDigit(text.charAt(at)) || !HexFormat.isHexDigit(text.charAt(at + 1))) {
                return OptionalLong.empty();
            }
            address = address << 8 | HexFormat.fromHexDigits(text, at, at + 2);
        }
        return OptionalLong.of(address);
    }
}
