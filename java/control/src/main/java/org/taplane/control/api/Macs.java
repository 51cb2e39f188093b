package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HexFormat;
import java.util.OptionalLong;

/** MAC addresses, in the low 48 bits of a long, as text: {@code 02:00:00:00:00:09}. */
public final class Macs {
    private static final HexFormat OCTETS = HexFormat.of();
    private static final int TEXT_LENGTH = 17;

    private Macs() {}

    public static String text(long mac) {
        char[] text = new char[TEXT_LENGTH];
        for (int at = 0, shift = 40; shift >= 0; at += 3, shift -= 8) {
            long octet = mac >>> shift;
            text[at] = OCTETS.toHighHexDigit((int) octet);
            text[at + 1] = OCTETS.toLowHexDigit((int) octet);
            if (shift > 0) {
                text[at + 2] = ':';
            }
        }
        return new String(text);
    }

    static long parse(String text) throws IOException {
        try {
            return HexFormat.fromHexDigitsToLong(text.replace(":", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a MAC address: " + text, e);
        }
    }

    static void write(String field, OptionalLong mac, JsonGenerator json) throws IOException {
        if (mac.isPresent()) {
            json.writeStringField(field, text(mac.getAsLong()));
        } else {
            json.writeNullField(field);
        }
    }
}
