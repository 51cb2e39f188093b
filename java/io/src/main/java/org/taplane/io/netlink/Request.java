package org.taplane.io.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.taplane.io.sys.Libc;

/** A netlink message under construction: header, fixed structure, attributes. Layouts: {@link Message}, {@link Attributes}. */
final class Request {
    /** Far above the longest request here; a request that did not fit would be a BufferOverflowException. */
    private static final int CAPACITY = 1024;

    private final ByteBuffer bytes = Libc.struct(CAPACITY);
    private final int type;

    private Request(int type, int flags) {
        this.type = type;
        bytes.putShort(4, (short) type).putShort(6, (short) flags).position(Message.HEADER);
    }

    /** A request that the kernel answers with an acknowledgement or an error. */
    static Request of(int type, int flags) {
        return new Request(type, Nl.NLM_F_REQUEST | Nl.NLM_F_ACK | flags);
    }

    /** A request for all objects of a kind. */
    static Request dump(int type) {
        return new Request(type, Nl.NLM_F_REQUEST | Nl.NLM_F_DUMP);
    }

    int type() {
        return type;
    }

    Request u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    Request u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    Request u32(int value) {
        bytes.putInt(value);
        return this;
    }

    Request attribute(int attribute, byte[] value) {
        bytes.putShort((short) (Attributes.HEADER + value.length))
                .putShort((short) attribute)
                .put(value);
        return pad();
    }

    Request attribute8(int attribute, int value) {
        return attribute(attribute, new byte[] {(byte) value});
    }

    /** A 16-bit value in network byte order. */
    Request attributeNet16(int attribute, int value) {
        return attribute(attribute, new byte[] {(byte) (value >>> 8), (byte) value});
    }

    Request attribute32(int attribute, int value) {
        bytes.putShort((short) (Attributes.HEADER + Integer.BYTES))
                .putShort((short) attribute)
                .putInt(value);
        return this;
    }

    Request attribute(int attribute, String text) {
        return attribute(attribute, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    Request attribute(int attribute, InetAddress address) {
        return attribute(attribute, address.getAddress());
    }

    Request mac(int attribute, long mac) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(mac << 16).array();
        return attribute(attribute, Arrays.copyOf(value, 6));
    }

    /** An attribute whose value is what {@code content} writes. */
    Request nested(int attribute, Consumer<Request> content) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) (attribute | Nl.NLA_F_NESTED));
        content.accept(this);
        bytes.putShort(start, (short) (bytes.position() - start));
        return this;
    }

    private Request pad() {
        bytes.position(Nl.align(bytes.position()));
        return this;
    }

    /** The finished message, from index 0 to its limit. */
    ByteBuffer finish(int sequence) {
        int length = bytes.position();
        return bytes.putInt(0, length)
                .putInt(8, sequence)
                .duplicate()
                .order(bytes.order())
                .flip();
    }
}
