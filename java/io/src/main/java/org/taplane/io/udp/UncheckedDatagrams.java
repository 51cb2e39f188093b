package org.taplane.io.udp;

import java.nio.ByteBuffer;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;

/**
 * IPv6 datagrams without a UDP checksum, which a tunnel takes only if it is told to (RFC 6935, RFC 7348 section 5). A
 * socket that does not take them never hears of them: the kernel counts them with others, for the whole machine. So
 * sockets here take them always ({@code UDP_NO_CHECK6_RX}), and where they are refused a socket filter leaves one byte of
 * each: what they carry is gone, and they can be counted by name.
 */
final class UncheckedDatagrams {
    private static final int SOL_UDP = 17;
    private static final int UDP_NO_CHECK6_RX = 102;

    // linux/bpf_common.h
    private static final int LOAD_16_AT = 0x28;
    private static final int LOAD_LENGTH = 0x80;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int SOCK_FPROG = 16;
    private static final int SOCK_FILTER = 8;

    private static final int UDP_HEADER = 8;
    private static final int UDP_CHECKSUM = 6;
    private static final int MARKED = UDP_HEADER + 1;
    private static final int WHOLE = -1;

    private UncheckedDatagrams() {}

    /** Before the socket is bound: lets such datagrams in whole, or as {@link #MARKED} says. */
    static void admit(Fd socket, boolean whole) {
        if (!whole) {
            mark(socket);
        }
        Sockets.setOption(socket, SOL_UDP, UDP_NO_CHECK6_RX, 1, "UDP_NO_CHECK6_RX");
    }

    /**
     * {@code struct sock_fprog {u16 count; pointer program}} of {@code linux/filter.h}, and the program after it. The filter
     * sees the UDP header and says how many bytes are kept. A datagram that has one byte by itself loses it: it is as
     * truncated without.
     */
    private static void mark(Fd socket) {
        long[] program = {
            instruction(LOAD_16_AT, 0, 0, UDP_CHECKSUM),
            instruction(JUMP_IF_EQUAL, 3, 0, 0),
            instruction(LOAD_LENGTH, 0, 0, 0),
            instruction(JUMP_IF_EQUAL, 2, 0, MARKED),
            instruction(RETURN, 0, 0, WHOLE),
            instruction(RETURN, 0, 0, MARKED),
            instruction(RETURN, 0, 0, UDP_HEADER),
        };
        ByteBuffer filter = Libc.struct(SOCK_FPROG + program.length * SOCK_FILTER);
        filter.putShort(0, (short) program.length).putLong(Long.BYTES, Libc.address(filter) + SOCK_FPROG);
        for (int i = 0; i < program.length; i++) {
            filter.putLong(SOCK_FPROG + i * SOCK_FILTER, program[i]);
        }
        Libc.check(
                "setsockopt SO_ATTACH_FILTER",
                Libc.setsockopt(socket.value(), Sockets.SOL_SOCKET, Sockets.SO_ATTACH_FILTER, filter, SOCK_FPROG));
    }

    /** {@code struct sock_filter {u16 code; u8 jt, jf; u32 k}}. */
    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
        ByteBuffer bytes = Libc.struct(SOCK_FILTER).putShort(0, (short) code);
        return bytes.put(2, (byte) ifTrue)
                .put(3, (byte) ifFalse)
                .putInt(4, operand)
                .getLong(0);
    }
}
