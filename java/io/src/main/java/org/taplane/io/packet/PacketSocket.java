package org.taplane.io.packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;

/**
 * An existing interface, joined through AF_PACKET sockets (packet(7)), one a queue. The interface is promiscuous until
 * {@link #close}; the machine's own protocols keep seeing its frames too.
 *
 * <p>Frames are received and sent with a virtio_net_hdr of 10 bytes before them. A VLAN tag that the kernel or the
 * hardware took out is in the auxiliary data. Frames of one flow always come to one queue. The descriptors are
 * non-blocking. While the interface is down a receive fails with ENETDOWN once, and goes on when it is up again; when
 * the interface is deleted, the sockets are of no more use, even if one of the same name appears.
 */
public final class PacketSocket implements QueuedDevice {
    /** Room for bursts of 64 KB segments while a shard is busy elsewhere. */
    private static final int BUFFER_BYTES = 8 << 20;

    private final int index;
    private final List<Fd> queues;

    private PacketSocket(int index, List<Fd> queues) {
        this.index = index;
        this.queues = queues;
    }

    /**
     * Joins an interface, which may be down.
     *
     * @throws SysException if it does not exist or the kernel refuses a step; nothing stays open then
     */
    public static PacketSocket open(PacketSpec spec) {
        return spec.netns().call(() -> openHere(spec));
    }

    private static PacketSocket openHere(PacketSpec spec) {
        int index = indexOf(spec);
        List<Fd> queues = new ArrayList<>();
        try {
            openQueues(spec, index, queues);
            share(queues);
            queues.forEach(PacketOptions::admitFrames);
            return new PacketSocket(index, Collections.unmodifiableList(queues));
        } catch (RuntimeException e) {
            queues.forEach(Fd::close);
            throw e;
        }
    }

    /**
     * Takes over the sockets of an interface from the process that joined it. Sockets are closed or added until there are as
     * many as {@code spec} says.
     *
     * @param queues in their order; in any case this takes them over
     * @throws SysException if the interface is gone, or the kernel refuses another socket
     */
    public static PacketSocket adopt(PacketSpec spec, List<Fd> queues) {
        List<Fd> own = new ArrayList<>(queues);
        try {
            int index = PacketOptions.boundTo(own.getFirst());
            if (index <= 0) {
                throw SysException.of("getsockname", Errno.ENODEV);
            }
            while (own.size() > spec.queues()) {
                own.removeLast().close();
            }
            if (own.size() < spec.queues()) {
                try (Netns.Opened netns = Netns.opened(Sockets.netns(own.getFirst()))) {
                    netns.call(() -> join(spec, index, own));
                }
            }
            return new PacketSocket(index, Collections.unmodifiableList(own));
        } catch (RuntimeException e) {
            own.forEach(Fd::close);
            throw e;
        }
    }

    private static List<Fd> join(PacketSpec spec, int index, List<Fd> queues) {
        int before = queues.size();
        int group = before == 1 ? PacketOptions.foundGroup(queues.getFirst()) : PacketOptions.group(queues.getFirst());
        openQueues(spec, index, queues);
        for (Fd queue : queues.subList(before, queues.size())) {
            PacketOptions.joinGroup(queue, group);
            PacketOptions.admitFrames(queue);
        }
        return queues;
    }

    private static int indexOf(PacketSpec spec) {
        int index = Libc.if_nametoindex(spec.device());
        if (index == 0) {
            throw missing(spec, Libc.errno());
        }
        return index;
    }

    private static SysException missing(PacketSpec spec, int errno) {
        return errno == Errno.ENODEV
                ? SysException.because(
                        "device " + spec.device() + " does not exist in " + spec.netns(), "if_nametoindex", errno)
                : SysException.of("if_nametoindex " + spec.device(), errno);
    }

    private static void openQueues(PacketSpec spec, int index, List<Fd> queues) {
        while (queues.size() < spec.queues()) {
            queues.add(Fd.socket(Sockets.AF_PACKET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, 0));
            attach(queues.getLast(), index, spec.device());
        }
    }

    /**
     * The socket was made for protocol 0, so it hears nothing before it is bound to its one interface, and then refuses
     * everything until all queues share the frames: no frame comes twice.
     */
    private static void attach(Fd queue, int index, String device) {
        PacketOptions.describeFrames(queue);
        Sockets.setBuffers(queue, BUFFER_BYTES);
        PacketOptions.refuseFrames(queue);
        PacketOptions.bind(queue, index, device);
        PacketOptions.setPromiscuous(queue, index);
    }

    private static void share(List<Fd> queues) {
        if (queues.size() == 1) {
            return;
        }
        int group = PacketOptions.foundGroup(queues.getFirst());
        for (Fd queue : queues.subList(1, queues.size())) {
            PacketOptions.joinGroup(queue, group);
        }
    }

    /** The index of the interface. */
    public int ifindex() {
        return index;
    }

    /** Whether the interface was neither deleted nor moved to another namespace. */
    public boolean isBound() {
        return PacketOptions.boundTo(queues.getFirst()) == index;
    }

    @Override
    public int[] fds() {
        return queues.stream().mapToInt(Fd::value).toArray();
    }

    @Override
    public Netns.Opened netns() {
        return held();
    }

    @Override
    public Netns.Opened held() {
        return Netns.opened(Sockets.netns(queues.getFirst()));
    }

    @Override
    public void close() {
        queues.forEach(Fd::close);
    }
}
