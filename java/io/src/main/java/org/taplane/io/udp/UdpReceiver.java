package org.taplane.io.udp;

import java.util.function.LongSupplier;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.BundleIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Fd;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.nativeio.UdpIo;

/** One socket of an endpoint, read by one shard. The endpoint owns the socket. */
public final class UdpReceiver implements Receiver {
    /** More datagrams and bundles than a socket's buffer holds back: each takes 768 bytes of its 14 MB at least. */
    private static final int MOST_WAITING = 20_000;

    /** Bursts after one with a long datagram or a bundle: where one is, more come, and they are read better one by one. */
    private static final int LONG_AFTER_LONG = 64;

    private final Fd socket;
    private final BundleIngress ingress;
    private final Reception reception;
    private final Coalescing coalescing;

    /** How many bursts are to come until datagrams are taken several at a time again. */
    private int singly;

    /** @param nanos a clock */
    UdpReceiver(Fd socket, BundleIngress ingress, Reception reception, LongSupplier nanos) {
        this.socket = socket;
        coalescing = new Coalescing(socket, nanos);
        this.ingress = ingress;
        this.reception = reception;
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return socket.value();
    }

    /** Reads at most one burst of datagrams and carries it through; never waits. */
    @Override
    public int receive(Burst burst) {
        coalescing.resumeIfDue();
        long result = read(burst);
        int count = ReceiveResult.frames(result);
        boolean endsWithLong = expect(burst, count);
        try {
            carry(burst, count);
        } catch (RuntimeException | Error fault) {
            return reception.fail(result, fault);
        }
        int answer = reception.conclude(result);
        return endsWithLong && answer > 0 ? Burst.CAPACITY : answer;
    }

    private void carry(Burst burst, int count) {
        if (!ingress.receive(burst, count)) {
            pauseCoalescing(burst);
        }
    }

    private long read(Burst burst) {
        return singly == 0
                ? UdpIo.receiveFew(
                        socket.value(),
                        burst.slab().address(),
                        Burst.dataOffset(),
                        burst.slab().size(),
                        Burst.CAPACITY)
                : UdpIo.receive(
                        socket.value(), burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
    }

    /** What came says how the next are read; whether a long datagram or a bundle ended the burst. */
    private boolean expect(Burst burst, int count) {
        for (int frame = Math.max(0, count - UdpIo.FEW); frame < count; frame++) {
            if (burst.length(frame) > UdpIo.SHORT || burst.gsoSize(frame) != 0) {
                singly = LONG_AFTER_LONG;
                return true;
            }
        }
        singly = Math.max(0, singly - 1);
        return false;
    }

    /** Bundles that wait already would come without their length: what waits is dropped. */
    private void pauseCoalescing(Burst burst) {
        coalescing.pause();
        int discarded = 0;
        for (int count = 1; count > 0 && discarded < MOST_WAITING; discarded += count) {
            long result = read(burst);
            ingress.discard(ReceiveResult.frames(result));
            count = reception.conclude(result);
        }
    }
}
