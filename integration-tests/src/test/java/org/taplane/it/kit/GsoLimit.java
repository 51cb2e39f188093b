package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/**
 * How long the frames are at most that a device is given before they are cut. {@code ip link} sets it for IPv6 only where it
 * is more than 64 KiB, so the request is written here (rtnetlink(7), {@code linux/if_link.h}).
 */
public final class GsoLimit {
    private static final short RTM_NEWLINK = 16;
    private static final short REQUEST_WITH_ANSWER = 0x1 | 0x4;
    private static final short IFLA_GSO_MAX_SIZE = 41;
    private static final short IFLA_GSO_IPV4_MAX_SIZE = 63;

    /** {@code struct nlmsghdr}, {@code struct ifinfomsg} and two attributes of a u32. */
    private static final int LENGTH = 16 + 16 + 2 * 8;

    private GsoLimit() {}

    public static void set(Namespace at, String device, int bytes) {
        at.call(() -> {
            request(Libc.C.if_nametoindex(device), bytes);
            return device;
        });
    }

    private static void request(int index, int bytes) {
        int socket = Libc.C.socket(Libc.AF_NETLINK, Libc.SOCK_RAW, 0);
        try (Memory message = new Memory(LENGTH)) {
            message.clear();
            message.setInt(0, LENGTH);
            message.setShort(4, RTM_NEWLINK);
            message.setShort(6, REQUEST_WITH_ANSWER);
            message.setInt(20, index);
            attribute(message, 32, IFLA_GSO_MAX_SIZE, bytes);
            attribute(message, 40, IFLA_GSO_IPV4_MAX_SIZE, bytes);
            Libc.C.send(socket, message, LENGTH, 0);
            requireSuccess(socket);
        } finally {
            Libc.C.close(socket);
        }
    }

    private static void attribute(Memory message, int at, short type, int value) {
        message.setShort(at, (short) 8);
        message.setShort(at + 2, type);
        message.setInt(at + 4, value);
    }

    /** The answer is a {@code struct nlmsgerr} behind its header: 0 or a negative errno. */
    private static void requireSuccess(int socket) throws LastErrorException {
        try (Memory answer = new Memory(4_096)) {
            Libc.C.recv(socket, answer, answer.size(), 0);
            if (answer.getInt(16) != 0) {
                throw new AssertionError("the kernel refused the limit: errno " + -answer.getInt(16));
            }
        }
    }
}
