package org.taplane.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.taplane.nativeio.VhostIo;
import org.taplane.wire.Slab;

/**
 * A virtqueue in memory that is shared, with a driver that does nothing but offer its buffers again and again: one of
 * {@value #BUFFER} bytes for each of {@value #SIZE} descriptors.
 */
final class GuestQueue {
    static final int SIZE = 256;

    /** What a guest agrees to that has mergeable buffers and an event index, and takes checksums and segments. */
    static final int FLAGS = VhostIo.EVENT_IDX
            | VhostIo.INDIRECT
            | VhostIo.MERGEABLE
            | VhostIo.LONG_HEADER
            | VhostIo.GUEST_CSUM
            | VhostIo.GUEST_TSO4
            | VhostIo.GUEST_TSO6;

    private static final int BUFFER = 2048;
    private static final int HEADER = 12;
    private static final int AVAIL = 0x2000;
    private static final int USED = 0x3000;
    private static final int BUFFERS = 0x4000;
    private static final int BYTES = BUFFERS + SIZE * BUFFER;
    private static final int DESCRIPTOR = 16;
    private static final int WRITE = 2;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG;

    private final MemorySegment guest;
    private final Slab table = Slab.allocate(VhostIo.MEMORY);
    private final Slab queue = Slab.allocate(VhostIo.QUEUE);

    private GuestQueue(int file) {
        guest = view(file);
        for (int i = 0; i < SIZE; i++) {
            guest.set(U16, AVAIL + 4L + 2L * i, (short) i);
        }
        check(VhostIo.guard());
        check(VhostIo.map(table.address(), file, 0, 0, BYTES, 0));
    }

    /** By which a guest receives. */
    static GuestQueue receiving() {
        return new GuestQueue(VhostIo.memoryFile(BYTES)).describe(BUFFER, WRITE).start();
    }

    /** By which a guest transmits frames of that length. */
    static GuestQueue transmitting(int frame) {
        return new GuestQueue(VhostIo.memoryFile(BYTES))
                .describe(HEADER + frame, 0)
                .start();
    }

    private static MemorySegment view(int file) {
        try (FileChannel channel = FileChannel.open(
                Path.of("/proc/self/fd", Integer.toString(file)), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, Arena.global());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GuestQueue describe(int length, int flags) {
        for (int i = 0; i < SIZE; i++) {
            long descriptor = (long) i * DESCRIPTOR;
            guest.set(U64, descriptor, BUFFERS + (long) i * BUFFER);
            guest.set(U32, descriptor + 8, length);
            guest.set(U32, descriptor + 12, flags);
        }
        return this;
    }

    private GuestQueue start() {
        Slab ring = Slab.allocate(VhostIo.RING);
        ring.putNative64(8, AVAIL);
        ring.putNative64(16, USED);
        ring.putNative32(48, SIZE);
        ring.putNative32(56, FLAGS);
        ring.putNative32(60, -1);
        check(VhostIo.start(queue.address(), table.address(), ring.address()));
        return this;
    }

    private static void check(int status) {
        if (status != 0) {
            throw new IllegalStateException("status " + status);
        }
    }

    long address() {
        return queue.address();
    }

    /** Makes so many buffers available, apart from those that are. */
    void offer(int buffers) {
        guest.set(U16, AVAIL + 2L, (short) (guest.get(U16, AVAIL + 2L) + buffers));
        VarHandle.releaseFence();
    }

    /** Makes every buffer available that the device has given back. */
    void offerAll() {
        guest.set(U16, AVAIL + 2L, (short) (guest.get(U16, USED + 2L) + SIZE));
        VarHandle.releaseFence();
    }
}
