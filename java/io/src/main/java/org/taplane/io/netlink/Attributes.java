package org.taplane.io.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.io.sys.SysException;

/**
 * The attributes of a received message, {@code struct nlattr} of {@code linux/netlink.h}:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-+-+---------------------------+
 * |  Length, these 4 bytes incl.  |N|O|           Type            |
 * +-------------------------------+-+-+---------------------------+
 * |                  Value, padded to four bytes                  |
 * </pre>
 *
 * N: the value is itself attributes; O: it is in network byte order. Of two attributes of one type the last counts, as
 * in the kernel's own parser.
 */
final class Attributes {
    static final int HEADER = 4;
    private static final int MAC_BYTES = 6;

    private final Map<Integer, ByteBuffer> values;

    private Attributes(Map<Integer, ByteBuffer> values) {
        this.values = values;
    }

    /**
     * All attributes of a buffer, from index 0 to its limit.
     *
     * @throws SysException (EBADMSG) if a length does not fit into the buffer
     */
    static Attributes parse(ByteBuffer buffer) {
        Map<Integer, ByteBuffer> values = new HashMap<>();
        int offset = 0;
        while (offset < buffer.limit()) {
            int length = lengthAt(buffer, offset);
            int type = buffer.getShort(offset + 2) & Nl.NLA_TYPE_MASK;
            values.put(type, Message.slice(buffer, offset + HEADER, length - HEADER));
            offset += Nl.align(length);
        }
        return new Attributes(values);
    }

    private static int lengthAt(ByteBuffer buffer, int offset) {
        int left = buffer.limit() - offset;
        if (left < HEADER) {
            throw Message.malformed("an attribute header of " + left + " bytes; expected " + HEADER);
        }
        int length = Short.toUnsignedInt(buffer.getShort(offset));
        if (length < HEADER || length > left) {
            throw Message.malformed("an attribute length of " + length + "; expected " + HEADER + " to " + left);
        }
        return length;
    }

    /** 0 where there is none. */
    int u8(int type) {
        ByteBuffer value = values.get(type);
        return value == null || value.limit() == 0 ? 0 : Byte.toUnsignedInt(value.get(0));
    }

    OptionalInt u32(int type) {
        ByteBuffer value = values.get(type);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value.limit() < Integer.BYTES) {
            throw Message.malformed("attribute " + type + " of " + value.limit() + " bytes; expected 4");
        }
        return OptionalInt.of(value.getInt(0));
    }

    /** Text up to its terminating zero. */
    Optional<String> text(int type) {
        return Optional.ofNullable(values.get(type)).map(Attributes::decode);
    }

    private static String decode(ByteBuffer value) {
        int length = 0;
        while (length < value.limit() && value.get(length) != 0) {
            length++;
        }
        return StandardCharsets.UTF_8.decode(value.slice(0, length)).toString();
    }

    /** A MAC address as the low 48 bits; 0 if there is none, or a link-layer address of another length. */
    long mac(int type) {
        ByteBuffer value = values.get(type);
        if (value == null || value.limit() != MAC_BYTES) {
            return 0;
        }
        long mac = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            mac = mac << 8 | Byte.toUnsignedLong(value.get(i));
        }
        return mac;
    }

    /** An IPv4 or IPv6 address; empty if there is none, or one of another length. */
    Optional<InetAddress> ip(int type) {
        return Optional.ofNullable(values.get(type)).flatMap(Attributes::address);
    }

    private static Optional<InetAddress> address(ByteBuffer value) {
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException otherLength) {
            return Optional.empty();
        }
    }

    Optional<Attributes> nested(int type) {
        return Optional.ofNullable(values.get(type)).map(Attributes::parse);
    }
}
