package org.taplane.io.udp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.BundleIngress;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.UdpIo;

/** One socket of an endpoint, read by one shard. The endpoint owns the socket. */
public final class UdpReceiver implements Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(UdpReceiver.class);

    /** More datagrams and bundles than a socket's buffer holds back: each takes 768 bytes of its 14 MB at least. */
    private static final int MOST_WAITING = 20_000;

    private final Fd socket;
    private final BundleIngress ingress;

    UdpReceiver(Fd socket, VxlanIngress ingress) {
        this.socket = socket;
        this.ingress = new BundleIngress(ingress);
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return socket.value();
    }

    /**
     * Reads at most one burst of datagrams, or a bundle of many, and carries it through; never waits.
     *
     * @throws SysException if the kernel reports an error of the socket
     */
    @Override
    public int receive(Burst burst) {
        int count = read(burst);
        boolean endsWithBundle = count > 0 && burst.gsoSize(count - 1) != 0;
        if (!ingress.receive(burst, count)) {
            stopCoalescing(burst);
        }
        return endsWithBundle ? Burst.CAPACITY : count;
    }

    private int read(Burst burst) {
        int count = UdpIo.receive(
                socket.value(), burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
        if (count < 0) {
            throw SysException.of("recvmsg", -count);
        }
        return count;
    }

    /** Bundles that wait already would come without their length: what waits is dropped. */
    private void stopCoalescing(Burst burst) {
        LOG.warn("datagrams of several networks came in one bundle; they are received one by one from now on");
        UdpSocket.stopCoalescing(socket);
        int discarded = 0;
        for (int count = 1; count > 0 && discarded < MOST_WAITING; discarded += count) {
            count = read(burst);
            ingress.discard(count);
        }
    }
}
