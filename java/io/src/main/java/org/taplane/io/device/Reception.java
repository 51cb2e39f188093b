package org.taplane.io.device;

import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.ReceiveResult;

/**
 * How one shard receives for one port when something goes wrong: what was lost is counted there and reported, and reading
 * goes on, whatever the frame or the error was. Only a queue whose device is gone is left alone.
 */
public final class Reception {
    private final int port;
    private final PortCounters counters;
    private final FaultSink faults;

    /** @param port number of the port, for {@code faults} */
    public Reception(int port, PortCounters counters, FaultSink faults) {
        this.port = port;
        this.counters = counters;
        this.faults = faults;
    }

    /**
     * What a receiver answers once the frames of {@code result} have been forwarded.
     *
     * @param result of a native call, see {@link ReceiveResult}
     */
    public int conclude(long result) {
        int frames = ReceiveResult.frames(result);
        return result == frames ? frames : conclude(frames, ReceiveResult.lost(result), ReceiveResult.errno(result));
    }

    private int conclude(int frames, int lost, int errno) {
        counters.dropReceived(DropReason.RECEIVE_ERROR, lost);
        if (errno == Errno.EBADFD) {
            return Receiver.GONE;
        }
        // A packet socket tells once that its device has gone down: that is no frame, and the port's state says so.
        if (errno != 0 && errno != Errno.ENETDOWN) {
            counters.dropReceived(DropReason.RECEIVE_ERROR, 1);
            faults.report(port, SysException.of("receiving", errno));
        }
        return frames == 0 ? Receiver.FAILED : frames + lost;
    }

    /** What a receiver answers if to forward has failed. How far it came nobody knows: all of the burst counts as lost. */
    public int fail(long result, Throwable fault) {
        counters.dropReceived(DropReason.INTERNAL, ReceiveResult.frames(result));
        faults.report(port, fault);
        return conclude(result) == Receiver.GONE ? Receiver.GONE : Receiver.FAILED;
    }
}
