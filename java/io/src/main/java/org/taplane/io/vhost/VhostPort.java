package org.taplane.io.vhost;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.Gro;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.socket.PlainFrames;
import org.taplane.nativeio.SendResult;
import org.taplane.nativeio.VhostIo;
import org.taplane.wire.Slab;

/**
 * One shard's way to a guest. A guest may have fewer queue pairs than the switch has shards: then some share one, burst by
 * burst. What the guest agreed to travels as it is; frames that ask for more are made plain before. Only the owning shard's
 * thread calls it.
 */
public final class VhostPort implements Port {
    private static final int JOINED = VhostIo.GUEST_CSUM | VhostIo.GUEST_TSO4 | VhostIo.GUEST_TSO6;

    private final SendingPairs pairs;
    private final int shard;
    private final FaultListener faults;
    private final PortCounters counters = new PortCounters();
    private final PlainFrames plain = new PlainFrames(counters);
    private final PlainSender plainSender = new PlainSender();
    private final FrameList one = new FrameList();
    private final Gro tcp = new Gro(false);
    private final Gro tcpAndUdp = new Gro(true);

    /**
     * @param shard whose end it is
     * @param faults is told when a queue was stopped
     */
    public VhostPort(SendingPairs pairs, int shard, FaultListener faults) {
        this.pairs = pairs;
        this.shard = shard;
        this.faults = faults;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        long queue = pairs.queueOf(shard);
        if (queue == SendingPairs.NONE) {
            counters.dropSent(DropReason.PORT_DOWN, burst, frames.set());
            return;
        }
        int flags = pairs.flags();
        Gro gro = (flags & VhostIo.GUEST_USO) == 0 ? tcp : tcpAndUdp;
        boolean joined = (flags & JOINED) == JOINED && gro.join(burst, frames);
        write(queue, burst, joined ? gro.writes() : frames, gro);
    }

    private void write(long queue, Burst burst, FrameList entries, Gro gro) {
        int next = 0;
        while (next < entries.size()) {
            next = send(queue, burst, entries, next, gro);
        }
    }

    /** Sends from {@code next} on until an entry is refused. Where to go on is returned. */
    private int send(long queue, Burst burst, FrameList entries, int next, Gro gro) {
        Slab slab = burst.slab();
        long result = VhostIo.send(
                queue, slab.address(), slab.size(), gro.trains().address(), entries.array(), next, entries.size());
        int end = next + SendResult.sent(result);
        countSent(burst, entries, next, end, gro);
        return switch (SendResult.errno(result)) {
            case VhostIo.DONE -> end;
            case VhostIo.NOT_ACCEPTED -> sendPlain(queue, burst, entries, end, gro);
            case VhostIo.TOO_LONG, VhostIo.NO_FRAME ->
                drop(SendResult.errno(result), burst, entries, end, end + 1, gro);
            default -> drop(SendResult.errno(result), burst, entries, end, entries.size(), gro);
        };
    }

    /** The guest does without the offload that the frame asks for; what was joined it agreed to a moment ago. */
    private int sendPlain(long queue, Burst burst, FrameList entries, int place, Gro gro) {
        int entry = entries.get(place);
        if (entry < 0) {
            return drop(VhostIo.NOT_ACCEPTED, burst, entries, place, place + 1, gro);
        }
        one.clear();
        one.add(entry);
        plain.send(burst, one, plainSender.to(queue));
        return place + 1;
    }

    private int drop(int status, Burst burst, FrameList entries, int from, int to, Gro gro) {
        long frames = 0;
        for (int i = from; i < to; i++) {
            frames |= gro.trains().set(entries.get(i));
        }
        counters.dropSent(RingFault.reason(status), burst, frames);
        if (RingFault.isFatal(status)) {
            faults.fault(status);
        }
        return to;
    }

    /** What was joined counts as the frames that came. */
    private void countSent(Burst burst, FrameList entries, int from, int to, Gro gro) {
        long frames = 0;
        long bytes = 0;
        for (int i = from; i < to; i++) {
            int entry = entries.get(i);
            int count = gro.trains().frames(entry);
            frames += count;
            for (int place = 0; place < count; place++) {
                bytes += burst.length(gro.trains().frame(entry, place));
            }
        }
        counters.sent(frames, bytes);
    }
}
