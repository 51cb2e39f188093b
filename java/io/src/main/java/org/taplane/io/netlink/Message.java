package org.taplane.io.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/**
 * One received netlink message, {@code struct nlmsghdr} of {@code linux/netlink.h} and what follows it:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                 Length, this header included                  |
 * +-------------------------------+-------------------------------+
 * |             Type              |             Flags             |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                            Port ID                            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * All fields are in the machine's byte order.
 *
 * @param payload the bytes after the header, from index 0 to its limit
 */
record Message(int type, int flags, int sequence, ByteBuffer payload) {
    static final int HEADER = 16;

    /**
     * All messages of a datagram, from index 0 to its limit.
     *
     * @throws SysException (EBADMSG) if a length does not fit into the datagram
     */
    static List<Message> parse(ByteBuffer datagram) {
        List<Message> messages = new ArrayList<>();
        int offset = 0;
        while (offset < datagram.limit()) {
            int length = lengthAt(datagram, offset);
            messages.add(at(datagram, offset, length));
            offset += Nl.align(length);
        }
        return messages;
    }

    private static int lengthAt(ByteBuffer datagram, int offset) {
        int left = datagram.limit() - offset;
        if (left < HEADER) {
            throw malformed("a message header of " + left + " bytes; expected " + HEADER);
        }
        int length = datagram.getInt(offset);
        if (length < HEADER || length > left) {
            throw malformed("a message length of " + length + "; expected " + HEADER + " to " + left);
        }
        return length;
    }

    private static Message at(ByteBuffer datagram, int offset, int length) {
        return new Message(
                Short.toUnsignedInt(datagram.getShort(offset + 4)),
                Short.toUnsignedInt(datagram.getShort(offset + 6)),
                datagram.getInt(offset + 8),
                slice(datagram, offset + HEADER, length - HEADER));
    }

    /** The attributes after a fixed structure of {@code bytes} bytes. */
    Attributes attributesAfter(int bytes) {
        require(bytes);
        int start = Math.min(Nl.align(bytes), payload.limit());
        return Attributes.parse(slice(payload, start, payload.limit() - start));
    }

    /** Checks that a fixed structure of {@code bytes} bytes is there. */
    void require(int bytes) {
        if (payload.limit() < bytes) {
            throw malformed(
                    Nl.nameOf(type) + " with " + payload.limit() + " bytes of payload; expected " + bytes + " or more");
        }
    }

    /** A part of a buffer in the same byte order. */
    static ByteBuffer slice(ByteBuffer buffer, int offset, int length) {
        return buffer.slice(offset, length).order(buffer.order());
    }

    static SysException malformed(String what) {
        return SysException.because("malformed netlink answer: " + what, "recv netlink", Errno.EBADMSG);
    }
}
