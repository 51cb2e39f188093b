package org.taplane.io.device;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.io.shard.Receiver;
import org.taplane.nativeio.ReceiveResult;

/** Reads one queue of a kernel device and hands its frames to a forwarder. */
public final class DeviceReceiver implements Receiver {
    private final FrameSource source;
    private final int slot;
    private final Forwarder forwarder;
    private final Reception reception;

    /** @param slot of the port that the queue belongs to */
    public DeviceReceiver(FrameSource source, int slot, Forwarder forwarder, Reception reception) {
        this.source = source;
        this.slot = slot;
        this.forwarder = forwarder;
        this.reception = reception;
    }

    @Override
    public int receive(Burst burst) {
        long result = source.receive(burst);
        try {
            forward(burst, ReceiveResult.frames(result));
        } catch (RuntimeException | Error fault) {
            return reception.fail(result, fault);
        }
        return reception.conclude(result);
    }

    private void forward(Burst burst, int count) {
        if (count > 0) {
            burst.select(Burst.first(count), slot);
            forwarder.forward(burst);
        }
    }
}
