package org.taplane.io.tap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.SysException;

/** The ioctls of {@code linux/if_tun.h} on one queue. */
final class TunIoctl {
    private static final long TUNSETIFF = 0x400454caL; // _IOW('T', 202, int)
    private static final long TUNSETPERSIST = 0x400454cbL; // _IOW('T', 203, int)
    private static final long TUNSETOWNER = 0x400454ccL; // _IOW('T', 204, int)
    private static final long TUNSETGROUP = 0x400454ceL; // _IOW('T', 206, int)
    private static final long TUNSETOFFLOAD = 0x400454d0L; // _IOW('T', 208, unsigned int)
    private static final long TUNGETIFF = 0x800454d2L; // _IOR('T', 210, unsigned int)
    private static final long TUNSETVNETHDRSZ = 0x400454d8L; // _IOW('T', 216, int)
    private static final long TUNSETIFINDEX = 0x400454daL; // _IOW('T', 218, unsigned int)
    private static final long TUNSETSTEERINGEBPF = 0x800454e0L; // _IOR('T', 224, int)
    private static final long TUNGETDEVNETNS = 0x54e3L; // _IO('T', 227)

    private static final int IFF_TAP = 0x0002;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;
    private static final int GUEST_FLAGS = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    private static final int QUEUE_FLAGS = GUEST_FLAGS | IFF_MULTI_QUEUE;

    private static final int TUN_F_CSUM = 0x01;
    private static final int TUN_F_TSO4 = 0x02;
    private static final int TUN_F_TSO6 = 0x04;
    private static final int TUN_F_TSO_ECN = 0x08;
    private static final int TUN_F_USO4 = 0x20;
    private static final int TUN_F_USO6 = 0x40;
    private static final int TUN_F_UDP_TUNNEL_GSO = 0x80;
    private static final int TUN_F_UDP_TUNNEL_GSO_CSUM = 0x100;
    private static final int TCP_OFFLOADS = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;

    /** struct ifreq of {@code linux/if.h}: char name[16]; a union of 24 bytes, here its short flags. */
    private static final int IFREQ_BYTES = 40;

    private static final int IFREQ_FLAGS = 16;

    private TunIoctl() {}

    /** The number that the device is to have; before it is made. */
    static void setIndex(Fd queue, int index) {
        ByteBuffer number = Libc.struct(Integer.BYTES).putInt(0, index);
        Libc.check("ioctl TUNSETIFINDEX", Libc.ioctl(queue.value(), TUNSETIFINDEX, number));
    }

    /** Makes the device; refused if the name is taken. */
    static void create(Fd queue, String name) {
        create(queue, name, QUEUE_FLAGS);
    }

    /** As {@link #create(Fd, String)}, a device of which others open the queues: one, or several. */
    static void createForGuest(Fd queue, String name, boolean multiQueue) {
        create(queue, name, multiQueue ? QUEUE_FLAGS : GUEST_FLAGS);
    }

    private static void create(Fd queue, String name, int flags) {
        if (setInterface(queue, name, flags | IFF_TUN_EXCL) == -1) {
            throw refusal(name, Libc.errno());
        }
    }

    /** From here on only this user, and who administers the network, may open a queue. Before, any user may. */
    static void setOwner(Fd queue, int uid) {
        Libc.check("ioctl TUNSETOWNER", Libc.ioctl(queue.value(), TUNSETOWNER, Integer.toUnsignedLong(uid)));
    }

    /** Likewise for the members of a group. */
    static void setGroup(Fd queue, int gid) {
        Libc.check("ioctl TUNSETGROUP", Libc.ioctl(queue.value(), TUNSETGROUP, Integer.toUnsignedLong(gid)));
    }

    /** The device stays when its last queue is closed. */
    static void persist(Fd queue) {
        Libc.check("ioctl TUNSETPERSIST", Libc.ioctl(queue.value(), TUNSETPERSIST, 1L));
    }

    private static SysException refusal(String name, int errno) {
        return switch (errno) {
            case Errno.EBUSY ->
                SysException.because("interface " + name + " exists already", "a free name", "ioctl TUNSETIFF", errno);
            case Errno.EPERM ->
                SysException.because(
                        "no permission to create interface " + name,
                        "the capability CAP_NET_ADMIN",
                        "ioctl TUNSETIFF",
                        errno);
            default -> SysException.of("ioctl TUNSETIFF " + name, errno);
        };
    }

    /** Adds a queue to a device that {@link #create} made. */
    static void join(Fd queue, String name) {
        Libc.check("ioctl TUNSETIFF " + name, setInterface(queue, name, QUEUE_FLAGS));
    }

    private static int setInterface(Fd queue, String name, int flags) {
        ByteBuffer ifreq = Libc.struct(IFREQ_BYTES)
                .put(0, name.getBytes(StandardCharsets.UTF_8))
                .putShort(IFREQ_FLAGS, (short) flags);
        return Libc.ioctl(queue.value(), TUNSETIFF, ifreq);
    }

    /** The length of the virtio_net_hdr before each frame, for the whole device. */
    static void setVnetHeaderSize(Fd queue, int bytes) {
        ByteBuffer size = Libc.struct(Integer.BYTES).putInt(0, bytes);
        Libc.check("ioctl TUNSETVNETHDRSZ", Libc.ioctl(queue.value(), TUNSETVNETHDRSZ, size));
    }

    /**
     * Lets the kernel hand over unfinished checksums and large segments, for the whole device; tells whether there is UDP
     * segmentation among it.
     */
    static boolean setOffloads(Fd queue) {
        int result = Libc.ioctl(queue.value(), TUNSETOFFLOAD, TCP_OFFLOADS | TUN_F_USO4 | TUN_F_USO6);
        if (result == -1 && Libc.errno() == Errno.EINVAL) {
            // Linux before 6.2 knows no UDP segmentation and refuses the whole set.
            Libc.check("ioctl TUNSETOFFLOAD", Libc.ioctl(queue.value(), TUNSETOFFLOAD, TCP_OFFLOADS));
            return false;
        }
        Libc.check("ioctl TUNSETOFFLOAD", result);
        return true;
    }

    /** As {@link #setOffloads}, with segments under UDP tunnel headers. A kernel that has those has USO, too. */
    static boolean setTunnelOffloads(Fd queue) {
        int offloads = TCP_OFFLOADS | TUN_F_USO4 | TUN_F_USO6 | TUN_F_UDP_TUNNEL_GSO | TUN_F_UDP_TUNNEL_GSO_CSUM;
        if (Libc.ioctl(queue.value(), TUNSETOFFLOAD, offloads) == -1) {
            throw tunnelRefusal(Libc.errno());
        }
        return true;
    }

    static SysException tunnelRefusal(int errno) {
        return errno == Errno.EINVAL
                ? SysException.because(
                        "this kernel has no UDP tunnel offload on TAP devices, which needs Linux 6.17: use underlay: socket",
                        "ioctl TUNSETOFFLOAD",
                        errno)
                : SysException.of("ioctl TUNSETOFFLOAD", errno);
    }

    /** Lets a program choose the queue of each frame, for the whole device, as long as it lives: since Linux 4.16. */
    static void setSteering(Fd queue, Fd program) {
        ByteBuffer descriptor = Libc.struct(Integer.BYTES).putInt(0, program.value());
        Libc.check("ioctl TUNSETSTEERINGEBPF", Libc.ioctl(queue.value(), TUNSETSTEERINGEBPF, descriptor));
    }

    /** The device's name at this moment: it may have been renamed. */
    static String name(Fd queue) {
        ByteBuffer ifreq = Libc.struct(IFREQ_BYTES);
        Libc.check("ioctl TUNGETIFF", Libc.ioctl(queue.value(), TUNGETIFF, ifreq));
        byte[] name = new byte[IFREQ_FLAGS];
        ifreq.get(0, name);
        return new String(name, StandardCharsets.UTF_8).replace("\0", "");
    }

    /** A descriptor of the namespace that the device is in at this moment. */
    static Fd netns(Fd queue) {
        return Fd.of(Libc.check("ioctl TUNGETDEVNETNS", Libc.ioctl(queue.value(), TUNGETDEVNETNS, 0L)));
    }
}
