package org.taplane.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.frame.Burst;
import org.taplane.nativeio.TapIo;

/**
 * One call of the same C function for a burst of frames, through JNI, as the daemon does it, and through the foreign
 * function interface. The device is /dev/null: what is left is the call, and a cheap system call for each frame; with
 * {@code -p frames=0} the call alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NativeCallBenchmark {
    private static final int FRAME = 60;
    private static final int SPACING = 128;
    private static final int DATA = Burst.CAPACITY * SPACING + Burst.MAX_FRAME + Burst.HEADROOM;
    private static final long NO_TRAINS = 0;

    /** {@code struct burst_area}. */
    private static final MemoryLayout AREA =
            MemoryLayout.structLayout(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private static final int AREA_SLAB = 0;
    private static final int AREA_CURSOR = 8;
    private static final int AREA_END = 12;

    @Param({"1", "64"})
    private int frames;

    private final Burst burst = Burst.allocate(DATA);
    private final int[] entries = new int[Burst.CAPACITY];
    private final MemorySegment heapEntries = MemorySegment.ofArray(entries);
    private final MemorySegment nativeEntries = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, Burst.CAPACITY);
    private final MemorySegment area = Arena.ofAuto().allocate(AREA);
    private final long slab = burst.slab().address();
    private final int slabSize = burst.slab().size();
    private int device;

    @Setup
    public void start() throws Throwable {
        device = ForeignTapIo.openNull();
        for (int frame = 0; frame < Burst.CAPACITY; frame++) {
            burst.set(frame, Burst.dataOffset() + frame * SPACING + Burst.HEADROOM, FRAME);
            entries[frame] = frame;
        }
        area.set(ValueLayout.JAVA_LONG, AREA_SLAB, slab);
        area.set(ValueLayout.JAVA_INT, AREA_END, slabSize);
    }

    @Benchmark
    public long sendByJni() {
        return TapIo.send(device, slab, slabSize, NO_TRAINS, entries, 0, frames);
    }

    @Benchmark
    public long sendByForeign() throws Throwable {
        MemorySegment.copy(entries, 0, nativeEntries, ValueLayout.JAVA_INT, 0, frames);
        return (long) ForeignTapIo.SEND.invokeExact(device, slab, (long) slabSize, NO_TRAINS, nativeEntries, frames);
    }

    @Benchmark
    public long sendByForeignCritical() throws Throwable {
        MemorySegment.copy(entries, 0, nativeEntries, ValueLayout.JAVA_INT, 0, frames);
        return (long)
                ForeignTapIo.SEND_CRITICAL.invokeExact(device, slab, (long) slabSize, NO_TRAINS, nativeEntries, frames);
    }

    @Benchmark
    public long sendByForeignCriticalHeap() throws Throwable {
        return (long) ForeignTapIo.SEND_CRITICAL_HEAP.invokeExact(
                device, slab, (long) slabSize, NO_TRAINS, heapEntries, frames);
    }

    @Benchmark
    public long receiveByJni() {
        return TapIo.receive(device, slab, Burst.dataOffset(), slabSize, frames);
    }

    @Benchmark
    public long receiveByForeign() throws Throwable {
        area.set(ValueLayout.JAVA_INT, AREA_CURSOR, Burst.dataOffset());
        return (long) ForeignTapIo.RECEIVE.invokeExact(device, area, frames);
    }

    @Benchmark
    public long receiveByForeignCritical() throws Throwable {
        area.set(ValueLayout.JAVA_INT, AREA_CURSOR, Burst.dataOffset());
        return (long) ForeignTapIo.RECEIVE_CRITICAL.invokeExact(device, area, frames);
    }
}
