package org.taplane.io.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** One virtqueue from the driver's side: a buffer of a page for each descriptor, a header of 12 bytes in each. */
final class GuestQueue {
    static final int SIZE = 64;
    static final int HEADER = 12;
    private static final int ROOM = 512 << 10;
    private static final int AVAIL = 0x1000;
    private static final int USED = 0x2000;
    private static final int BUFFERS = 0x4000;
    private static final int BUFFER = 0x1000;
    private static final int DESCRIPTOR = 16;
    private static final int WRITE = 2;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT;

    private final MemorySegment memory;
    private final int base;
    private final Fd kick = Fd.eventfd(0);
    private final Fd call = Fd.eventfd(0);
    private int taken;

    /** In the guest's memory, at a place of the ring's own. */
    GuestQueue(MemorySegment memory, int ring) {
        this.memory = memory;
        base = ring * ROOM;
    }

    int descriptors() {
        return base;
    }

    int avail() {
        return base + AVAIL;
    }

    int used() {
        return base + USED;
    }

    Fd kick() {
        return kick;
    }

    Fd call() {
        return call;
    }

    private long buffer(int number) {
        return base + BUFFERS + (long) number * BUFFER;
    }

    /** Makes descriptor {@code number} a buffer anywhere. */
    void describe(int number, long guest, int length, int flags, int next) {
        FrontEnd.put(memory, base + (long) number * DESCRIPTOR, guest, length, flags | next << 16);
    }

    void offer(int head) {
        int idx = idx();
        memory.set(U16, avail() + 4L + 2L * (idx % SIZE), (short) head);
        VarHandle.releaseFence();
        setAvailable(idx + 1);
    }

    int idx() {
        return memory.get(U16, avail() + 2L) & 0xffff;
    }

    void setAvailable(int idx) {
        memory.set(U16, avail() + 2L, (short) idx);
    }

    /** What the device has given back so far, 16 bits. */
    int done() {
        VarHandle.fullFence();
        return memory.get(U16, used() + 2L) & 0xffff;
    }

    void kickDevice() {
        Libc.write(kick.value(), Libc.struct(Long.BYTES).putLong(0, 1), Long.BYTES);
    }

    /** Whether the device wants a kick, which it can only say so where there is no event index. */
    boolean isToKick() {
        VarHandle.fullFence();
        return memory.get(U16, used()) == 0;
    }

    /** Transmits a frame with an offload header of zeros but for {@code offload}, which may be empty. */
    void transmit(int number, byte[] offload, byte[] frame) {
        fill(number, offload, frame);
        kickDevice();
    }

    /** Makes a frame available without a kick. */
    void fill(int number, byte[] offload, byte[] frame) {
        byte[] buffer = new byte[HEADER + frame.length];
        System.arraycopy(offload, 0, buffer, 0, offload.length);
        System.arraycopy(frame, 0, buffer, HEADER, frame.length);
        MemorySegment.copy(buffer, 0, memory, ValueLayout.JAVA_BYTE, buffer(number), buffer.length);
        describe(number, FrontEnd.GUEST + buffer(number), buffer.length, 0, 0);
        offer(number);
    }

    /** Offers the first {@code count} buffers, of {@code length} bytes each, to the device. */
    void offerBuffers(int count, int length) {
        for (int number = 0; number < count; number++) {
            describe(number, FrontEnd.GUEST + buffer(number), length, WRITE, 0);
            offer(number);
        }
    }

    /** The next buffer that the device has filled: header and frame. */
    byte[] take() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (done() == (taken & 0xffff)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the device gives nothing back");
            }
            Thread.onSpinWait();
        }
        long element = used() + 4L + 8L * (taken++ % SIZE);
        int head = FrontEnd.u32(memory, element);
        byte[] bytes = new byte[FrontEnd.u32(memory, element + 4)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, buffer(head), bytes, 0, bytes.length);
        return bytes;
    }

    /** How often the device has called since it was last asked. */
    long calls() {
        ByteBuffer count = Libc.struct(Long.BYTES);
        return Libc.read(call.value(), count, Long.BYTES) == Long.BYTES ? count.getLong(0) : 0;
    }
}
