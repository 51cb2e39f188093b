package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.offload.OffloadHeader;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.VirtioNetHdr;

/**
 * A port that holds every frame it is to send against the frame that came in, and then writes over the headroom that a
 * port may use.
 */
final class JudgingPort implements Port {
    private static final int ADDRESSES = 12;

    private final PortPlan self;
    private final PortCounters counters = new PortCounters();
    private final BitSet sent = new BitSet();
    private List<Arrival> arrivals = List.of();
    private PortPlan from;

    JudgingPort(PortPlan self) {
        this.self = self;
        from = self;
    }

    /** Says what comes in next, and by which port. */
    void expect(List<Arrival> next, PortPlan ingress) {
        arrivals = next;
        from = ingress;
        sent.clear();
    }

    /** Which of them this port was given. */
    BitSet sent() {
        return sent;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        assertThat(self.sends()).isTrue();
        assertThat(from.barred().contains(self.slot()))
                .as("itself, or both are isolated")
                .isFalse();
        assertThat(from.state()).isNotEqualTo(PortState.DISABLED);
        for (int i = 0; i < frames.size(); i++) {
            int frame = frames.get(i);
            assertThat(sent.get(frame)).as("sent twice").isFalse();
            sent.set(frame);
            judge(burst, frame, arrivals.get(frame));
            counters.sent(1, burst.length(frame));
        }
    }

    private void judge(Burst burst, int frame, Arrival arrival) {
        int vid = arrival.vlanAt(from);
        assertThat(burst.vid(frame)).isEqualTo(vid);
        assertThat(from.vlans().carries(vid)).isTrue();
        assertThat(self.vlans().carries(vid)).isTrue();
        judgeBytes(burst, frame, arrival);
        judgeOffload(burst, frame);
        assertThat(SegmentSize.fits(burst, frame, self.mtu())).isTrue();
        burst.slab().zero(burst.start(frame) - VirtioNetHdr.HEADER, VirtioNetHdr.HEADER);
    }

    /** Nothing differs but the tag, and a checksum that somebody had already verified. */
    private void judgeBytes(Burst burst, int frame, Arrival arrival) {
        byte[] bytes = burst.slab().bytes(burst.start(frame), burst.length(frame));
        boolean tagged = self.vlans().sendsTagged(arrival.vlanAt(from));
        int rest = tagged ? ADDRESSES + 4 : ADDRESSES;
        assertThat(burst.tag(frame) == Tag.IN_FRAME).isEqualTo(tagged);
        if (tagged) {
            int priority = arrival.isTagged() ? arrival.tci() & 0xf000 : 0;
            assertThat(burst.slab().u32(burst.start(frame) + ADDRESSES))
                    .isEqualTo(0x8100_0000L | priority | arrival.vlanAt(from));
        }
        assertThat(bytes.length - rest).isEqualTo(arrival.bytes().length - arrival.typeAt());
        assertThat(Arrays.mismatch(bytes, 0, ADDRESSES, arrival.bytes(), 0, ADDRESSES))
                .isNegative();
        assertThat(arrival.isJoined() || endsAlike(bytes, rest, arrival)).isTrue();
    }

    private static boolean endsAlike(byte[] bytes, int from, Arrival arrival) {
        return Arrays.equals(bytes, from, bytes.length, arrival.bytes(), arrival.typeAt(), arrival.bytes().length);
    }

    private static void judgeOffload(Burst burst, int frame) {
        if (burst.gsoType(frame) != VirtioNetHdr.GSO_NONE) {
            judgeSegmentation(burst, frame);
        } else if (burst.flags(frame) != 0) {
            int field = burst.csumStart(frame) + burst.csumOffset(frame);
            assertThat(burst.csumStart(frame)).isGreaterThanOrEqualTo(burst.tag(frame) == Tag.IN_FRAME ? 18 : 14);
            assertThat(field).isLessThanOrEqualTo(burst.length(frame) - 2);
        }
    }

    /** What was repaired at ingress is still so. */
    private static void judgeSegmentation(Burst burst, int frame) {
        byte[] before = descriptor(burst, frame);
        assertThat(OffloadHeader.isSane(burst, frame)).isTrue();
        assertThat(descriptor(burst, frame)).isEqualTo(before);
    }

    private static byte[] descriptor(Burst burst, int frame) {
        return burst.slab().bytes(frame * Burst.DESCRIPTOR, Burst.DESCRIPTOR);
    }
}
