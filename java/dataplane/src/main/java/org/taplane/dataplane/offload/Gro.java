package org.taplane.dataplane.offload;

import java.util.Arrays;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.wire.FlowHash;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;
import org.taplane.wire.VirtioNetHdr;

/**
 * Joins TCP segments, and UDP datagrams, that follow each other in a burst into frames of up to 64 KiB, for a port whose
 * far end cuts them again or can do without: the opposite of {@link Segmenter}, by scatter-gather too. A joined frame is a header block
 * written here and the payloads where they lie; the frames themselves are only read.
 *
 * <pre>
 *   frames in the burst's slab    | headers | payload 0 |   | headers | payload 1 |   | headers | payload 2 |
 *                                           |           |             |           |             |           |
 *   written as one      | joined headers    | payload 0             | payload 1               | payload 2 |
 * </pre>
 *
 * <p>To cut a joined frame gives back the segments bit for bit; what {@link GroRules} does not allow to join stays a
 * frame. Frames of one flow keep their order: whatever a flow sends ends its train if it cannot go on it. Frames of
 * different flows may change places, as they may between the queues of any device.
 *
 * <p>One object serves one shard; the accessors describe the last list that was joined, until the next.
 */
public final class Gro {
    /** A power of two, and many: a flow that falls on the place of another ends its train, which could have gone on. */
    private static final int FLOWS = 256;

    private static final int CLOSED = -1;
    private static final int MAX_DATAGRAM = 0xffff;

    private final Trains trains = new Trains();
    private final FrameList writes = new FrameList();
    private final long[] layers = new long[Burst.CAPACITY];
    /** By the low bits of a flow's hash: the flow, and where in {@link #writes} its next segment may join, or CLOSED. */
    private final int[] flows = new int[FLOWS];

    private final int[] open = new int[FLOWS];
    private final boolean joinsUdp;

    /** @param joinsUdp whether the far end takes joined UDP datagrams ({@link VirtioNetHdr#GSO_UDP_L4}) too */
    public Gro(boolean joinsUdp) {
        this.joinsUdp = joinsUdp;
    }

    /**
     * Looks for trains among frames that are in the form in which their port gets them.
     *
     * @return whether there is one; if not, the list is to be written as it is
     */
    public boolean join(Burst burst, FrameList frames) {
        return isWorthwhile(burst, frames) && findTrains(burst, frames);
    }

    /** What to write, in order: frames, and entries for {@link #trains}. */
    public FrameList writes() {
        return writes;
    }

    public Trains trains() {
        return trains;
    }

    private boolean isWorthwhile(Burst burst, FrameList frames) {
        int likely = 0;
        for (int i = 0; i < frames.size() && likely < 2; i++) {
            likely += GroRules.isLikely(burst, frames.get(i), joinsUdp) ? 1 : 0;
        }
        return likely == 2;
    }

    private boolean findTrains(Burst burst, FrameList frames) {
        trains.clear();
        writes.clear();
        closeAll();
        for (int i = 0; i < frames.size(); i++) {
            place(burst, frames.get(i));
        }
        for (int train = 0; train < trains.size(); train++) {
            writeHeaders(burst, train);
        }
        return trains.size() > 0;
    }

    private void closeAll() {
        Arrays.fill(open, CLOSED);
    }

    private void place(Burst burst, int frame) {
        long found = Layers.of(burst.slab(), burst.start(frame), burst.length(frame));
        layers[frame] = found;
        if (Layers.isFragment(found)) {
            closeAll(); // it may belong to any flow
        }
        if (Layers.isWhole(found, Tcp.PROTOCOL) || (joinsUdp && Layers.isWhole(found, Udp.PROTOCOL))) {
            placeSegment(burst, frame, found);
        } else {
            writes.add(frame);
        }
    }

    private void placeSegment(Burst burst, int frame, long found) {
        int flow = FlowHash.ofLayers(burst.slab(), burst.start(frame), found);
        int slot = flow & FLOWS - 1;
        boolean joinable = GroRules.isJoinable(burst, frame, found);
        if (joinable && open[slot] != CLOSED && flows[slot] == flow && goesOn(burst, open[slot], frame)) {
            append(burst, slot, frame);
        } else {
            flows[slot] = flow;
            open[slot] = joinable && GroRules.mayGoOn(burst, frame, found) ? writes.size() : CLOSED;
            writes.add(frame);
        }
    }

    /** Whether {@code frame} may join what is at a place of the list. The checksums are the last question: they cost. */
    private boolean goesOn(Burst burst, int place, int frame) {
        int entry = writes.get(place);
        int frames = trains.frames(entry);
        int first = trains.frame(entry, 0);
        int last = trains.frame(entry, frames - 1);
        int size = GroRules.payload(burst, first, layers[first]);
        int more = GroRules.payload(burst, frame, layers[frame]);
        int joined = burst.length(first) - Layers.network(layers[first]) + size * (frames - 1) + more;
        return more <= size
                && joined <= MAX_DATAGRAM
                && GroRules.follows(burst, last, layers[last], frame, layers[frame])
                && (frames > 1 || GroRules.isIntact(burst, first, layers[first]))
                && GroRules.isIntact(burst, frame, layers[frame]);
    }

    private void append(Burst burst, int slot, int frame) {
        int place = open[slot];
        int first = trains.frame(writes.get(place), 0);
        writes.set(place, trains.append(writes.get(place), frame));
        if (burst.length(frame) < burst.length(first) || !GroRules.mayGoOn(burst, frame, layers[frame])) {
            open[slot] = CLOSED;
        }
    }

    /** The headers of the first frame, with the length of all, and the flags that only the last one has. */
    private void writeHeaders(Burst burst, int train) {
        int entry = Trains.entry(train);
        int frames = trains.frames(entry);
        int first = trains.frame(entry, 0);
        int last = trains.frame(entry, frames - 1);
        long found = layers[first];
        int size = GroRules.payload(burst, first, found);
        int headers = burst.length(first) - size;
        int length = headers + size * (frames - 1) + GroRules.payload(burst, last, layers[last]);
        int at = Trains.headers(train);
        trains.slab().copyFrom(burst.slab(), burst.start(first), at, headers);
        writeNetwork(at + Layers.network(found), found, length - Layers.network(found));
        int transport = Layers.transport(found);
        if (GsoRequest.isTcp(found)) {
            writeTcp(at, found, length - transport, TcpSegment.lastFlags(burst.slab(), burst.start(last) + transport));
        } else {
            writeUdp(at, found, length - transport);
        }
        VirtioNetHdr.writeGso(
                trains.slab(),
                Trains.offload(train),
                gsoType(found),
                headers,
                size,
                transport,
                GsoRequest.checksumOffset(found));
    }

    private static int gsoType(long found) {
        if (!GsoRequest.isTcp(found)) {
            return VirtioNetHdr.GSO_UDP_L4;
        }
        return Layers.isIpv4(found) ? VirtioNetHdr.GSO_TCPV4 : VirtioNetHdr.GSO_TCPV6;
    }

    private void writeNetwork(int ip, long found, int length) {
        Slab table = trains.slab();
        if (Layers.isIpv4(found)) {
            Ipv4.totalLength(table, ip, length);
            Ipv4.writeChecksum(table, ip);
        } else {
            Ipv6.payloadLength(table, ip, length - Ipv6.HEADER);
        }
    }

    private void writeTcp(int at, long found, int length, int lastFlags) {
        Slab table = trains.slab();
        int tcp = at + Layers.transport(found);
        Tcp.flags(table, tcp, Tcp.flags(table, tcp) | lastFlags);
        Tcp.checksum(table, tcp, PseudoHeader.sum(table, at, found, length));
    }

    private void writeUdp(int at, long found, int length) {
        Slab table = trains.slab();
        int udp = at + Layers.transport(found);
        Udp.length(table, udp, length);
        Udp.checksum(table, udp, PseudoHeader.sum(table, at, found, length));
    }
}
