package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.OffloadHeader;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.VirtioNetHdr;

/** Takes frames with any offload header that is true, and writes it in front of the frame, as a TAP queue does. */
final class TapLikePort implements Port {
    private final int mtu;
    private final PortCounters counters = new PortCounters();

    TapLikePort(int mtu) {
        this.mtu = mtu;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            assertThat(OffloadHeader.isSane(burst, frame)).isTrue();
            assertThat(SegmentSize.fits(burst, frame, mtu)).isTrue();
            assertThat(burst.gsoType(frame) != VirtioNetHdr.GSO_NONE && burst.gsoSize(frame) == 0)
                    .isFalse();
            burst.slab().zero(burst.start(frame) - VirtioNetHdr.HEADER, VirtioNetHdr.HEADER);
            counters.sent(1, burst.length(frame));
        }
    }
}
