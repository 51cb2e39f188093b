package org.taplane.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A block of direct memory that frames live in. Offsets are bytes from its start; {@code uN} accessors read and write
 * unsigned integers of N bits in network byte order, {@code nativeN} accessors use the machine's order (for structures
 * shared with the kernel).
 *
 * <p>Every access is checked against the bounds of the slab, so bytes that lie can at worst end in an exception, never
 * in a read of foreign memory. The bounds of a <em>frame</em> are the caller's business: a parser checks the frame's
 * length before it reads.
 *
 * <p>The memory is given back when the slab is no longer reachable. Whoever hands {@link #address()} to native code
 * keeps the slab reachable until that code returns.
 */
public final class Slab {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort NATIVE16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt NATIVE32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong NATIVE64 = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Cache line: the alignment of a slab's first byte. */
    public static final int ALIGNMENT = 64;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final MemorySegment memory;

    private Slab(MemorySegment memory) {
        this.memory = memory;
    }

    /** A zeroed slab of {@code bytes} bytes, aligned to {@link #ALIGNMENT}. */
    public static Slab allocate(int bytes) {
        return new Slab(Arena.ofAuto().allocate(bytes, ALIGNMENT));
    }

    /** A slab that holds a copy of {@code bytes} and not one byte more. */
    public static Slab copyOf(byte[] bytes) {
        Slab slab = allocate(Math.max(bytes.length, 1));
        Slab exact = new Slab(slab.memory.asSlice(0, bytes.length));
        exact.putBytes(0, bytes, 0, bytes.length);
        return exact;
    }

    /** Address of byte 0, for native code. */
    public long address() {
        return memory.address();
    }

    public int size() {
        return (int) memory.byteSize();
    }

    public int u8(int offset) {
        return memory.get(U8, offset) & 0xff;
    }

    public int u16(int offset) {
        return memory.get(U16, offset) & 0xffff;
    }

    public long u32(int offset) {
        return memory.get(U32, offset) & 0xffff_ffffL;
    }

    /** Six bytes as the low 48 bits of a long: a MAC address. */
    public long u48(int offset) {
        return (long) u16(offset) << 32 | u32(offset + 2);
    }

    public long u64(int offset) {
        return memory.get(U64, offset);
    }

    public void putU8(int offset, int value) {
        memory.set(U8, offset, (byte) value);
    }

    public void putU16(int offset, int value) {
        memory.set(U16, offset, (short) value);
    }

    public void putU32(int offset, long value) {
        memory.set(U32, offset, (int) value);
    }

    public void putU48(int offset, long value) {
        putU16(offset, (int) (value >>> 32));
        putU32(offset + 2, value);
    }

    public void putU64(int offset, long value) {
        memory.set(U64, offset, value);
    }

    public int native16(int offset) {
        return memory.get(NATIVE16, offset) & 0xffff;
    }

    public int native32(int offset) {
        return memory.get(NATIVE32, offset);
    }

    public long native64(int offset) {
        return memory.get(NATIVE64, offset);
    }

    public void putNative16(int offset, int value) {
        memory.set(NATIVE16, offset, (short) value);
    }

    public void putNative32(int offset, int value) {
        memory.set(NATIVE32, offset, value);
    }

    /** Puts two adjacent integers by one write. */
    public void putNative32s(int offset, int first, int second) {
        putNative64(offset, LITTLE_ENDIAN ? pair(second, first) : pair(first, second));
    }

    public void putNative64(int offset, long value) {
        memory.set(NATIVE64, offset, value);
    }

    /** Copies within this slab; the ranges may overlap. */
    public void move(int from, int to, int length) {
        MemorySegment.copy(memory, from, memory, to, length);
    }

    /** Copies {@code length} bytes of {@code source} into this slab. */
    public void copyFrom(Slab source, int from, int to, int length) {
        MemorySegment.copy(source.memory, from, memory, to, length);
    }

    /** Whether the {@code length} bytes at {@code one} and those at {@code other} are the same. */
    public boolean same(int one, int other, int length) {
        return MemorySegment.mismatch(memory, one, one + length, memory, other, other + length) < 0;
    }

    public void putBytes(int offset, byte[] source, int from, int length) {
        MemorySegment.copy(source, from, memory, U8, offset, length);
    }

    /** A copy of {@code length} bytes; for control paths and tests. */
    public byte[] bytes(int offset, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(memory, U8, offset, copy, 0, length);
        return copy;
    }

    public void zero(int offset, int length) {
        memory.asSlice(offset, length).fill((byte) 0);
    }

    private static long pair(int high, int low) {
        return ((long) high << Integer.SIZE) | (low & 0xffff_ffffL);
    }
}
