package org.taplane.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/** A burst of packets after the {@link Gro} looked at it, and what the kernel would see of it. */
final class Joined {
    private final List<Packet> came;
    private final Burst burst;
    private final byte[] slabBefore;
    private final Gro joiner = new Gro(true);
    private final FrameList writes;

    private Joined(List<Packet> packets) {
        came = packets;
        burst = burst(packets);
        slabBefore = slabAfter();
        FrameList frames = new FrameList();
        IntStream.range(0, packets.size()).forEach(frames::add);
        writes = joiner.join(burst, frames) ? joiner.writes() : frames;
    }

    static Joined of(List<Packet> packets) {
        return new Joined(packets);
    }

    static Burst burst(List<Packet> packets) {
        int room = packets.stream()
                .mapToInt(packet -> packet.bytes().length + Burst.HEADROOM)
                .sum();
        Burst burst = Burst.allocate(Math.max(room, 1));
        int at = Burst.dataOffset();
        for (int frame = 0; frame < packets.size(); frame++) {
            byte[] bytes = packets.get(frame).received();
            at += Burst.HEADROOM;
            burst.slab().putBytes(at, bytes, 0, bytes.length);
            burst.set(frame, at, bytes.length);
            requestChecksum(burst, frame, packets.get(frame));
            at += bytes.length;
        }
        return burst;
    }

    private static void requestChecksum(Burst burst, int frame, Packet packet) {
        if (packet.partial()) {
            burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
            burst.csumStart(frame, packet.transport());
            burst.csumOffset(frame, packet.checksumOffset());
        }
    }

    byte[] slabBefore() {
        return slabBefore;
    }

    byte[] slabAfter() {
        return burst.slab().bytes(0, burst.slab().size());
    }

    /** How many frames are written. */
    int entries() {
        return writes.size();
    }

    /** How many packets one of them stands for. */
    int frames(int entry) {
        return joiner.trains().frames(writes.get(entry));
    }

    /** What is on the wire behind a device that cuts and completes, in the order of writing. */
    List<Packet> packets() {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            if (frames(i) == 1) {
                packets.add(came.get(writes.get(i)));
            } else {
                packets.addAll(cut(whole(writes.get(i))));
            }
        }
        return packets;
    }

    int gsoType(int entry) {
        return whole(writes.get(entry)).gsoType(0);
    }

    int gsoSize(int entry) {
        return whole(writes.get(entry)).gsoSize(0);
    }

    /** The joined frame in one piece, as native code writes it, with its offload header: one that others may rely on. */
    private Burst whole(int entry) {
        Slab table = joiner.trains().slab();
        int offload = Trains.offload(~entry);
        int headers = table.native16(offload + 2);
        Burst whole = Burst.allocate(Burst.MAX_FRAME);
        int at = Burst.dataOffset();
        whole.slab().copyFrom(table, Trains.headers(~entry), at, headers);
        int end = at + headers;
        for (int place = 0; place < joiner.trains().frames(entry); place++) {
            int frame = joiner.trains().frame(entry, place);
            int payload = burst.length(frame) - headers;
            whole.slab().copyFrom(burst.slab(), burst.start(frame) + headers, end, payload);
            end += payload;
        }
        whole.set(0, at, end - at);
        whole.flags(0, table.u8(offload));
        whole.gsoType(0, table.u8(offload + 1));
        whole.headerLength(0, headers);
        whole.gsoSize(0, table.native16(offload + 4));
        whole.csumStart(0, table.native16(offload + 6));
        whole.csumOffset(0, table.native16(offload + 8));
        assertThat(OffloadHeader.isSane(whole, 0)).isTrue();
        assertThat(whole.headerLength(0)).isEqualTo(headers);
        return whole;
    }

    private static List<Packet> cut(Burst whole) {
        Segmenter segmenter = new Segmenter();
        int room = Segmenter.scratchBytes(0);
        assertThat(segmenter.cut(whole, 0, Slab.allocate(room), 0, room, 0)).isEqualTo(Cut.DONE);
        return IntStream.range(0, segmenter.segments())
                .mapToObj(segmenter::copy)
                .map(Packet::of)
                .toList();
    }
}
