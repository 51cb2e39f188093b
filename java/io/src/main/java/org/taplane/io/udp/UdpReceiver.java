package org.taplane.io.udp;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.UdpIo;

/** One socket of an endpoint, read by one shard. The endpoint owns the socket. */
public final class UdpReceiver {
    private final Fd socket;
    private final Burst burst;
    private final VxlanIngress ingress;

    UdpReceiver(Fd socket, Burst burst, VxlanIngress ingress) {
        this.socket = socket;
        this.burst = burst;
        this.ingress = ingress;
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return socket.value();
    }

    /**
     * Reads at most one burst and carries it through; never waits.
     *
     * @return how many datagrams there were; fewer than {@link Burst#CAPACITY} mostly, not always, mean that no more wait
     * @throws SysException if the kernel reports an error of the socket
     */
    public int receive() {
        int count = UdpIo.receive(
                socket.value(), burst.slab().address(), Burst.dataOffset(), burst.slab().size(), Burst.CAPACITY);
        if (count < 0) {
            throw SysException.of("recvmsg", -count);
        }
        if (count > 0) {
            ingress.receive(burst, count);
        }
        return count;
    }
}
