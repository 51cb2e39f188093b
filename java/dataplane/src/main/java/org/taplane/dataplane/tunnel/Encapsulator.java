package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.FlowHash;
import org.taplane.wire.Layers;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * Puts frames of one port into datagrams. The tunnel header goes into the frame's headroom, so that
 * the datagram is one piece of memory; a frame for several remotes is the same piece in several messages. What is to be
 * cut first goes to {@link SegmentEncapsulator}, unless the sender has it cut.
 */
public final class Encapsulator {
    private final TunnelHeader header;
    private final VniMap vnis;
    private final OuterTos tos;
    private final PortCounters counters;
    private final LongFrames longFrames;
    private final Outbox outbox;
    private final SegmentEncapsulator segments;
    private final FloodedChecksums checksums = new FloodedChecksums();
    private final int longestUncut;

    public Encapsulator(
            TunnelHeader header,
            Tunnel tunnel,
            DatagramSender sender,
            PortCounters counters,
            RemoteCounters byRemote,
            LongFrames longFrames) {
        this.header = header;
        TunnelSettings settings = tunnel.settings();
        vnis = settings.vnis();
        tos = new OuterTos(settings.dscp());
        this.counters = counters;
        this.longFrames = longFrames;
        outbox = new Outbox(tunnel, sender, counters, byRemote, longFrames);
        segments = new SegmentEncapsulator(header, outbox, sender);
        longestUncut = sender.longestUncut();
    }

    public void transmit(Burst burst, FrameList frames) {
        outbox.open(burst.slab());
        try {
            for (int i = 0; i < frames.size(); i++) {
                encapsulate(burst, frames.get(i));
            }
            outbox.flush();
        } finally {
            checksums.restore(burst);
        }
        longFrames.settle(burst, frames);
    }

    private void encapsulate(Burst burst, int frame) {
        int vni = vnis.vni(burst.vid(frame));
        if (vni < 0) {
            drop(DropReason.VLAN_NOT_ALLOWED, burst, frame);
        } else if (!outbox.leadsTo(burst.remote(frame))) {
            drop(DropReason.NO_REMOTE, burst, frame);
        } else if (!longFrames.fit(burst, frame)) {
            drop(DropReason.MTU_EXCEEDED, burst, frame);
            longFrames.tell(burst, frame);
        } else {
            address(burst, frame);
            post(burst, frame, vni);
        }
    }

    private void address(Burst burst, int frame) {
        Slab slab = burst.slab();
        int start = burst.start(frame);
        long layers = Layers.of(slab, start, burst.length(frame));
        outbox.address(burst.remote(frame), FlowHash.ofLayers(slab, start, layers), tos.of(slab, start, layers));
    }

    private void post(Burst burst, int frame, int vni) {
        if (burst.gsoType(frame) == VirtioNetHdr.GSO_NONE) {
            checksums.complete(burst, frame);
            outbox.postWhole(writeHeader(burst, frame, vni), TunnelHeader.BYTES + burst.length(frame));
        } else if (burst.length(frame) <= longestUncut) {
            int at = writeHeader(burst, frame, vni);
            outbox.postUncut(at, TunnelHeader.BYTES + burst.length(frame), burst.segmentation(frame));
        } else if (!segments.post(burst, frame, vni)) {
            drop(DropReason.NOT_SEGMENTABLE, burst, frame);
        }
    }

    private int writeHeader(Burst burst, int frame, int vni) {
        int at = burst.start(frame) - TunnelHeader.BYTES;
        header.write(burst.slab(), at, vni);
        return at;
    }

    private void drop(DropReason reason, Burst burst, int frame) {
        counters.dropSent(reason, burst, 1L << frame);
    }
}
