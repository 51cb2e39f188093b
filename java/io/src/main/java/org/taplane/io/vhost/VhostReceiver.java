package org.taplane.io.vhost;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.shard.Receiver;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.nativeio.VhostIo;

/**
 * Takes what a guest transmits on one ring. The ring's kick stays readable while there are frames, and for {@code linger}
 * longer, so that the loop calls again without being kicked; only then the guest is asked to kick. Only the shard's thread
 * calls it.
 */
public final class VhostReceiver implements Receiver {
    private final long queue;
    private final int kick;
    private final long linger;
    private final int slot;
    private final Forwarder forwarder;
    private final PortCounters counters;
    private final FaultSink faults;
    private final FaultListener fatal;
    private long lastFrame = System.nanoTime();

    /**
     * @param queue address of the native queue
     * @param kick the eventfd by which the guest kicks
     * @param linger nanoseconds without a frame after which the guest is to kick again
     * @param slot of the port
     * @param faults is told when the forwarder failed
     * @param fatal is told when the queue was stopped
     */
    public VhostReceiver(
            long queue,
            int kick,
            long linger,
            int slot,
            Forwarder forwarder,
            PortCounters counters,
            FaultSink faults,
            FaultListener fatal) {
        this.queue = queue;
        this.kick = kick;
        this.linger = linger;
        this.slot = slot;
        this.forwarder = forwarder;
        this.counters = counters;
        this.faults = faults;
        this.fatal = fatal;
    }

    /** Whether or not there has been a kick: the driver may have taken for granted that it need not, or did so long ago. */
    void begin() {
        VhostIo.listen(queue, kick);
    }

    @Override
    public int receive(Burst burst) {
        long result =
                VhostIo.receive(queue, burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
        int frames = ReceiveResult.frames(result);
        if (result == frames) {
            return frames == 0 ? rest() : forward(burst, frames);
        }
        return conclude(burst, result);
    }

    private int conclude(Burst burst, long result) {
        int status = ReceiveResult.errno(result);
        if (RingFault.isFatal(status)) {
            counters.dropReceived(RingFault.reason(status), 1);
            fatal.fault(status);
            return GONE;
        }
        if (status != VhostIo.DONE) {
            return 0; // the ring is stopped for a moment, while the guest gets other memory
        }
        int lost = ReceiveResult.lost(result);
        counters.dropReceived(DropReason.VHOST_NO_FRAME, lost);
        int frames = ReceiveResult.frames(result);
        int done = frames == 0 ? 0 : forward(burst, frames);
        return done < 0 ? done : frames + lost;
    }

    private int forward(Burst burst, int frames) {
        lastFrame = linger == 0 ? 0 : System.nanoTime();
        try {
            burst.select(Burst.first(frames), slot);
            forwarder.forward(burst);
            return frames;
        } catch (RuntimeException | Error fault) {
            counters.dropReceived(DropReason.INTERNAL, frames);
            faults.report(slot, fault);
            return FAILED;
        }
    }

    private int rest() {
        if (linger == 0 || System.nanoTime() - lastFrame >= linger) {
            VhostIo.listen(queue, kick);
        }
        return 0;
    }
}
