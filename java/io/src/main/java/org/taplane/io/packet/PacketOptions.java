package org.taplane.io.packet;

import java.nio.ByteBuffer;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;

/** Options and addresses of {@code linux/if_packet.h} on one socket. */
final class PacketOptions {
    private static final int SOL_PACKET = 263; // linux/socket.h
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_FANOUT = 18;
    private static final int PACKET_IGNORE_OUTGOING = 23;

    private static final int PACKET_MR_PROMISC = 1;
    private static final int PACKET_FANOUT_HASH = 0;
    private static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    private static final int PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;

    private static final int ETH_P_ALL = 3; // linux/if_ether.h

    private static final int SOCK_FPROG_BYTES = 16;
    private static final int SOCK_FILTER_BYTES = 8;
    private static final int BPF_RET_K = 0x06;

    private PacketOptions() {}

    /** Frames come with a virtio_net_hdr and with auxiliary data; none that this machine sends by the interface. */
    static void describeFrames(Fd socket) {
        Sockets.setOption(socket, SOL_PACKET, PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
        Sockets.setOption(socket, SOL_PACKET, PACKET_AUXDATA, 1, "PACKET_AUXDATA");
        Sockets.setOption(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
    }

    /** {@code struct packet_mreq {s32 index; u16 type, length; u8 address[8]}}; it ends with the socket. */
    static void setPromiscuous(Fd socket, int index) {
        ByteBuffer request = Libc.struct(16).putInt(0, index).putShort(4, (short) PACKET_MR_PROMISC);
        Sockets.setOption(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, "PACKET_ADD_MEMBERSHIP");
    }

    /**
     * Starts reception: {@code struct sockaddr_ll {u16 family; be16 protocol; s32 index; u16 hatype; u8 pkttype, halen;
     * u8 address[8]}}.
     */
    static void bind(Fd socket, int index, String device) {
        ByteBuffer address = Libc.struct(20)
                .putShort(0, (short) Sockets.AF_PACKET)
                .put(3, (byte) ETH_P_ALL) // the low byte of a big-endian field whose high byte is 0
                .putInt(4, index);
        Sockets.bind(socket, address, device);
    }

    /** The index of the interface that a socket is bound to; -1 when that is gone. */
    static int boundTo(Fd socket) {
        ByteBuffer address = Libc.struct(20);
        ByteBuffer length = Libc.struct(Integer.BYTES).putInt(0, address.capacity());
        Libc.check("getsockname", Libc.getsockname(socket.value(), address, length));
        return address.getInt(4);
    }

    /** Founds a group that shares out an interface's frames by flow; the kernel chooses a free number. */
    static int foundGroup(Fd socket) {
        setFanout(socket, PACKET_FANOUT_FLAG_UNIQUEID, 0);
        return group(socket);
    }

    /** The group that a socket is in. */
    static int group(Fd socket) {
        return Sockets.option(socket, SOL_PACKET, PACKET_FANOUT, "PACKET_FANOUT") & 0xffff;
    }

    static void joinGroup(Fd socket, int group) {
        setFanout(socket, 0, group);
    }

    /** In a group PACKET_IGNORE_OUTGOING has no effect: the group has a flag of its own for it. */
    private static void setFanout(Fd socket, int flags, int group) {
        int type = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_IGNORE_OUTGOING | flags;
        Sockets.setOption(socket, SOL_PACKET, PACKET_FANOUT, type << 16 | group, "PACKET_FANOUT");
    }

    /**
     * Refuses every frame until {@link #admitFrames}: {@code struct sock_fprog {u16 count; pointer program}} of
     * {@code linux/filter.h}, and after it the program, whose one instruction returns 0.
     */
    static void refuseFrames(Fd socket) {
        ByteBuffer filter = Libc.struct(SOCK_FPROG_BYTES + SOCK_FILTER_BYTES);
        filter.putShort(0, (short) 1)
                .putLong(Long.BYTES, Libc.address(filter) + SOCK_FPROG_BYTES)
                .putShort(SOCK_FPROG_BYTES, (short) BPF_RET_K);
        Libc.check(
                "setsockopt SO_ATTACH_FILTER",
                Libc.setsockopt(
                        socket.value(), Sockets.SOL_SOCKET, Sockets.SO_ATTACH_FILTER, filter, SOCK_FPROG_BYTES));
    }

    static void admitFrames(Fd socket) {
        Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_DETACH_FILTER, 0, "SO_DETACH_FILTER");
    }
}
