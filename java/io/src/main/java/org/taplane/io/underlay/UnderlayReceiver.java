package org.taplane.io.underlay;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Receiver;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.nativeio.UnderlayIo;

/** One queue of an underlay device, read by one shard. */
public final class UnderlayReceiver implements Receiver {
    private final int fd;
    private final UnderlayIngress ingress;
    private final Reception reception;

    UnderlayReceiver(int fd, UnderlayIngress ingress, Reception reception) {
        this.fd = fd;
        this.ingress = ingress;
        this.reception = reception;
    }

    /** The descriptor to wait on for reading. */
    public int fd() {
        return fd;
    }

    @Override
    public int receive(Burst burst) {
        long result =
                UnderlayIo.receive(fd, burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
        int count = ReceiveResult.frames(result);
        boolean endsWithBundle = UnderlayIngress.endsWithBundle(burst, count);
        try {
            ingress.receive(burst, count);
        } catch (RuntimeException | Error fault) {
            return reception.fail(result, fault);
        }
        int answer = reception.conclude(result);
        return endsWithBundle && answer > 0 ? Burst.CAPACITY : answer;
    }
}
