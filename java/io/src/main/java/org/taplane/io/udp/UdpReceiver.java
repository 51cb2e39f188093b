package org.taplane.io.udp;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.UdpIo;

/** One socket of an endpoint, read by one shard. The endpoint owns the socket. */
public final class UdpReceiver implements Receiver {
    private final Fd socket;
    private final VxlanIngress ingress;

    UdpReceiver(Fd socket, VxlanIngress ingress) {
        this.socket = socket;
        this.ingress = ingress;
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return socket.value();
    }

    /**
     * Reads at most one burst of datagrams and carries it through; never waits.
     *
     * @throws SysException if the kernel reports an error of the socket
     */
    @Override
    public int receive(Burst burst) {
        int count = UdpIo.receive(
                socket.value(),
                burst.slab().address(),
                Burst.dataOffset(),
                burst.slab().size(),
                Burst.CAPACITY);
        if (count < 0) {
            throw SysException.of("recvmsg", -count);
        }
        ingress.receive(burst, count);
        return count;
    }
}
