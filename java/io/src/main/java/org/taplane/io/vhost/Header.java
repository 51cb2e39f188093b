package org.taplane.io.vhost;

import java.nio.ByteBuffer;

/**
 * What every message begins with (vhost-user, "Header"), in machine byte order.
 *
 * <pre>
 *   0  u32 request
 *   4  u32 flags    bits 0-1: version, 1    bit 2: is a reply    bit 3: wants to know what became of it
 *   8  u32 size     bytes that follow
 * </pre>
 *
 * @param size of the payload in bytes, 0 to {@link #MAX_PAYLOAD}
 */
record Header(int request, boolean needsReply, int size) {
    static final int BYTES = 12;

    /** More than a full table of memory, or a device's whole configuration space, has. */
    static final int MAX_PAYLOAD = 512;

    private static final int VERSION_MASK = 3;
    private static final int VERSION = 1;
    private static final int REPLY = 1 << 2;
    private static final int NEED_REPLY = 1 << 3;

    /** @param bytes {@link #BYTES} of them from the buffer's start on */
    static Header parse(ByteBuffer bytes) throws ProtocolException {
        int flags = bytes.getInt(4);
        int size = bytes.getInt(8);
        if ((flags & VERSION_MASK) != VERSION || (flags & REPLY) != 0) {
            throw new ProtocolException("a message with flags 0x" + Integer.toHexString(flags));
        }
        if (size < 0 || size > MAX_PAYLOAD) {
            throw new ProtocolException("a message of " + Integer.toUnsignedString(size) + " bytes");
        }
        return new Header(bytes.getInt(0), (flags & NEED_REPLY) != 0, size);
    }

    static void writeReply(ByteBuffer to, int request, int size) {
        to.putInt(0, request).putInt(4, VERSION | REPLY).putInt(8, size);
    }
}
