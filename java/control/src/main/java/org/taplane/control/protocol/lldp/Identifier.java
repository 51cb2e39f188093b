package org.taplane.control.protocol.lldp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.taplane.wire.MacAddress;

/**
 * What a chassis or a port calls itself (IEEE 802.1AB 8.5.2, 8.5.3).
 *
 * @param kind what the bytes are; the subtype on the wire differs between chassis and ports
 * @param hex 1 to 255 bytes in hexadecimal
 */
public record Identifier(Kind kind, String hex) {
    /** What an identifier is made of. */
    public enum Kind {
        CHASSIS_COMPONENT(1, 0),
        INTERFACE_ALIAS(2, 1),
        PORT_COMPONENT(3, 2),
        MAC_ADDRESS(4, 3),
        NETWORK_ADDRESS(5, 4),
        INTERFACE_NAME(6, 5),
        AGENT_CIRCUIT(0, 6),
        LOCAL(7, 7),
        /** A subtype that the standard reserves. */
        RESERVED(0, 0);

        private final int ofChassis;
        private final int ofPort;

        Kind(int ofChassis, int ofPort) {
            this.ofChassis = ofChassis;
            this.ofPort = ofPort;
        }

        static Kind ofChassis(int subtype) {
            return find(subtype, Kind::ofChassis);
        }

        static Kind ofPort(int subtype) {
            return find(subtype, Kind::ofPort);
        }

        private static Kind find(int subtype, ToIntFunction<Kind> own) {
            return Arrays.stream(values())
                    .filter(kind -> subtype != 0 && own.applyAsInt(kind) == subtype)
                    .findFirst()
                    .orElse(RESERVED);
        }

        /** The subtype on the wire, 0 if chassis have none such. */
        int ofChassis() {
            return ofChassis;
        }

        int ofPort() {
            return ofPort;
        }
    }

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    /** A MAC address, the low 48 bits. */
    public static Identifier ofMac(long address) {
        return new Identifier(Kind.MAC_ADDRESS, HexFormat.of().toHexDigits(address, 2 * 6));
    }

    /** A name of an interface; of one that is longer than 255 bytes, the beginning. */
    public static Identifier ofInterface(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new Identifier(
                Kind.INTERFACE_NAME, HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, Tlv.MAX_TEXT)));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** As people read it: an address or a name, hexadecimal where it is neither. */
    public String text() {
        byte[] bytes = bytes();
        return switch (kind) {
            case MAC_ADDRESS -> bytes.length == 6 ? MacAddress.format(HexFormat.fromHexDigitsToLong(hex)) : hex;
            case NETWORK_ADDRESS -> address(bytes).orElse(hex);
            case RESERVED -> hex;
            default -> Texts.printable(bytes, 0, bytes.length);
        };
    }

    /** The first byte is the family (IANA address family numbers). */
    private static Optional<String> address(byte[] bytes) {
        boolean known = (bytes.length == 5 && bytes[0] == IPV4) || (bytes.length == 17 && bytes[0] == IPV6);
        return known ? Optional.of(Texts.address(bytes, 1)) : Optional.empty();
    }
}
