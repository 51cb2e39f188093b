package org.taplane.io.packet;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.taplane.io.sys.Libc;
import org.taplane.io.testkit.Frames;

/** A frame and its struct tpacket_auxdata, read through recvmsg(2). */
final class Auxdata {
    private static final int TP_STATUS_VLAN_VALID = 0x10;
    private static final int WAIT_MILLIS = 5000;
    private static final int VNET_HEADER = 10;
    private static final int CONTROL_BYTES = 64;
    private static final int CMSG_HEADER = 16;

    private final byte[] frame;
    private final int status;
    private final int tci;

    static {
        Native.register(Auxdata.class, NativeLibrary.getProcess());
    }

    private Auxdata(byte[] frame, int status, int tci) {
        this.frame = frame;
        this.status = status;
        this.tci = tci;
    }

    private static native long recvmsg(int fd, ByteBuffer message, int flags);

    static Auxdata receive(int fd) {
        if (!Frames.poll(fd, WAIT_MILLIS)) {
            throw new AssertionError("no frame");
        }
        ByteBuffer data = Libc.struct(2048);
        ByteBuffer control = Libc.struct(CONTROL_BYTES);
        ByteBuffer vector = Libc.struct(16).putLong(0, Libc.address(data)).putLong(8, data.capacity());
        // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags
        ByteBuffer message = Libc.struct(56)
                .putLong(16, Libc.address(vector))
                .putLong(24, 1)
                .putLong(32, Libc.address(control))
                .putLong(40, control.capacity());
        int length = Libc.check("recvmsg", (int) recvmsg(fd, message, 0));
        byte[] frame = new byte[length - VNET_HEADER];
        data.get(VNET_HEADER, frame);
        // struct tpacket_auxdata: u32 status, len, snaplen; u16 mac, net, vlan_tci, vlan_tpid
        return new Auxdata(frame, control.getInt(CMSG_HEADER), Short.toUnsignedInt(control.getShort(CMSG_HEADER + 16)));
    }

    boolean frameStartsWith(byte[] other, int length) {
        return Arrays.equals(frame, 0, length, other, 0, length);
    }

    boolean hasTag() {
        return (status & TP_STATUS_VLAN_VALID) != 0;
    }

    int tci() {
        return tci;
    }
}
