package org.taplane.io.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.wire.Ethernet;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;

final class DevicePortTest {
    private static final int FRAMES = 5;
    private static final int PAYLOAD = 200;
    private static final int LENGTH = Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER + PAYLOAD;
    private static final int FD = 7;

    private final Burst burst = Burst.allocate(FRAMES * 512);
    private final FrameList frames = new FrameList();

    /** Four segments of one stream, and before the last a frame that is something else. */
    DevicePortTest() {
        for (int frame = 0; frame < FRAMES; frame++) {
            int start = Burst.dataOffset() + frame * 512 + Burst.HEADROOM;
            burst.set(frame, start, LENGTH);
            write(burst.slab(), start, frame == FRAMES - 1 ? frame - 1 : frame);
            frames.add(frame);
        }
        Ethernet.etherType(burst.slab(), burst.start(3), Ethernet.TYPE_ARP);
    }

    private static void write(Slab slab, int start, int number) {
        int ip = start + Ethernet.HEADER;
        int tcp = ip + Ipv4.HEADER;
        Ethernet.etherType(slab, start, Ethernet.TYPE_IPV4);
        slab.putU32(ip, 0x4500_0000L);
        Ipv4.totalLength(slab, ip, LENGTH - Ethernet.HEADER);
        Ipv4.id(slab, ip, number);
        slab.putU32(ip + 8, 0x4006_0000L);
        Ipv4.writeChecksum(slab, ip);
        Tcp.sequence(slab, tcp, (long) number * PAYLOAD);
        slab.putU32(tcp + 12, 0x5010_0200L);
        int pseudo = InternetChecksum.pseudoIpv4(slab, ip, Tcp.PROTOCOL, Tcp.HEADER + PAYLOAD);
        Tcp.checksum(
                slab,
                tcp,
                InternetChecksum.finish((long) pseudo + InternetChecksum.sum(slab, tcp, Tcp.HEADER + PAYLOAD)));
    }

    @Test
    void segmentsGoOutAsOneFrameAndCountAsThemselves() {
        RecordingQueue queue = new RecordingQueue(true, 0);
        DevicePort port = port(queue);

        assertThat(queue.entries).containsExactly(-1, 3);
        assertThat(port.counters().txFrames()).isEqualTo(FRAMES);
        assertThat(port.counters().txBytes()).isEqualTo((long) FRAMES * LENGTH);
        assertThat(port.counters().txDrops()).isZero();
    }

    @Test
    void refusedTrainIsAsManyDrops() {
        RecordingQueue queue = new RecordingQueue(true, 5);
        DevicePort port = port(queue);

        assertThat(queue.entries).containsExactly(-1, 3);
        assertThat(port.counters().txDrops()).isEqualTo(4);
        assertThat(port.counters().txFrames()).isEqualTo(1);
    }

    @Test
    void queueWithoutTrainsGetsFrames() {
        RecordingQueue queue = new RecordingQueue(false, 0);
        port(queue);

        assertThat(queue.entries).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void eachFrameIsCountedOnceWhateverIsRefused() {
        for (int refused = 0; refused < 1 << FRAMES; refused++) {
            DevicePort single = port(new RefusingQueue(false, refused));
            DevicePort joining = port(new RefusingQueue(true, refused));

            assertThat(single.counters().txDrops()).isEqualTo(Integer.bitCount(refused));
            assertThat(single.counters().txFrames()).isEqualTo(FRAMES - Integer.bitCount(refused));
            assertThat(joining.counters().txFrames() + joining.counters().txDrops())
                    .isEqualTo(FRAMES);
            assertThat(joining.counters().txDrops()).isEqualTo((refused & 1) * 4 + (refused >> 1 & 1));
        }
    }

    /** Refuses the entries whose bits are set, each for a reason of its own. */
    private record RefusingQueue(boolean takesTrains, int refused) implements QueueIo {
        @Override
        public long receive(int fd, long slab, int dataStart, int dataEnd, int max) {
            return 0;
        }

        @Override
        public long send(int fd, long slab, int slabSize, long trains, int[] list, int from, int to) {
            int sent = Math.min(to - from, Integer.numberOfTrailingZeros(refused >> from));
            return sent == to - from ? sent : (1L + from + sent) << 32 | sent;
        }

        @Override
        public boolean takesUdpTrains() {
            return false;
        }
    }

    private DevicePort port(QueueIo queue) {
        DevicePort port = new DevicePort(queue);
        port.attach(FD);
        port.transmit(burst, frames);
        return port;
    }

    /** Takes everything but, if it has an errno to tell, the first entry. */
    private static final class RecordingQueue implements QueueIo {
        private final List<Integer> entries = new ArrayList<>();
        private final boolean takesTrains;
        private final int firstErrno;

        RecordingQueue(boolean takesTrains, int firstErrno) {
            this.takesTrains = takesTrains;
            this.firstErrno = firstErrno;
        }

        @Override
        public long receive(int fd, long slab, int dataStart, int dataEnd, int max) {
            return 0;
        }

        @Override
        public long send(int fd, long slab, int slabSize, long trains, int[] list, int from, int to) {
            if (from == 0 && firstErrno != 0) {
                entries.add(list[0]);
                return (long) firstErrno << 32;
            }
            for (int i = from; i < to; i++) {
                entries.add(list[i]);
            }
            return (long) to - from;
        }

        @Override
        public boolean takesTrains() {
            return takesTrains;
        }

        @Override
        public boolean takesUdpTrains() {
            return takesTrains;
        }
    }
}
