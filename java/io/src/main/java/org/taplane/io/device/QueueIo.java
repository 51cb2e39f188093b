package org.taplane.io.device;

import org.taplane.nativeio.PacketIo;
import org.taplane.nativeio.TapIo;

/** The two native calls of a kind of kernel queue; see {@link TapIo} for their contract. */
public interface QueueIo {
    long receive(int fd, long slab, int dataStart, int dataEnd, int max);

    long send(int fd, long slab, int slabSize, long trains, int[] entries, int from, int to);

    /** Whether a list to send may have entries for trains. */
    boolean takesTrains();

    /** Whether trains may be of UDP datagrams. */
    boolean takesUdpTrains();

    /** A queue of a TAP device, which takes joined UDP datagrams or does not. */
    static QueueIo tap(boolean takesUdpSegments) {
        return new QueueIo() {
            @Override
            public long receive(int fd, long slab, int dataStart, int dataEnd, int max) {
                return TapIo.receive(fd, slab, dataStart, dataEnd, max);
            }

            @Override
            public long send(int fd, long slab, int slabSize, long trains, int[] entries, int from, int to) {
                return TapIo.send(fd, slab, slabSize, trains, entries, from, to);
            }

            @Override
            public boolean takesTrains() {
                return true;
            }

            @Override
            public boolean takesUdpTrains() {
                return takesUdpSegments;
            }
        };
    }

    /** An AF_PACKET socket. */
    static QueueIo packet() {
        return new QueueIo() {
            @Override
            public long receive(int fd, long slab, int dataStart, int dataEnd, int max) {
                return PacketIo.receive(fd, slab, dataStart, dataEnd, max);
            }

            @Override
            public long send(int fd, long slab, int slabSize, long trains, int[] frames, int from, int to) {
                return PacketIo.send(fd, slab, slabSize, frames, from, to);
            }

            @Override
            public boolean takesTrains() {
                return false;
            }

            @Override
            public boolean takesUdpTrains() {
                return false;
            }
        };
    }
}
