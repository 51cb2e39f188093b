package org.taplane.io.ebpf;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.SysException;

/**
 * A table that programs and this process share (bpf(2)). Keys and values are structures of {@link Libc#struct} that begin at
 * index 0, in the machine's byte order. For all threads, each with buffers of its own.
 */
public final class BpfMap implements AutoCloseable {
    private static final int BPF_MAP_CREATE = 0;
    private static final int BPF_MAP_LOOKUP_ELEM = 1;
    private static final int BPF_MAP_UPDATE_ELEM = 2;
    private static final int BPF_MAP_DELETE_ELEM = 3;
    private static final int BPF_MAP_LOOKUP_BATCH = 24;

    private static final int BPF_F_NO_PREALLOC = 1;

    private static final int CREATE_BYTES = 48;
    private static final int ELEMENT_BYTES = 32;
    private static final int BATCH_BYTES = 56;

    private final Fd fd;
    private final Shape shape;

    /** What a map is like. */
    public enum Kind {
        /** Any key; a program's change of a value is seen here. Memory is taken with each entry. */
        HASH(1, BPF_F_NO_PREALLOC),
        /** The key is an index of 32 bits; all entries are there from the start, zero. */
        ARRAY(2, 0),
        /** As {@link #ARRAY}; a value here is an array with one a possible processor, each rounded up to 8 bytes. */
        PER_CPU_ARRAY(6, 0);

        private final int type;
        private final int flags;

        Kind(int type, int flags) {
            this.type = type;
            this.flags = flags;
        }
    }

    /**
     * The shape of a map.
     *
     * @param name what {@code bpftool map} shows; at most 15 letters and digits, '_' and '.'
     */
    public record Shape(String name, Kind kind, int keyBytes, int valueBytes, int entries) {}

    private BpfMap(Fd fd, Shape shape) {
        this.fd = fd;
        this.shape = shape;
    }

    /**
     * Makes a map, which is gone when it is closed and no program uses it any more.
     *
     * <p>{@code union bpf_attr {u32 map_type, key_size, value_size, max_entries, map_flags, inner_map_fd, numa_node; char
     * map_name[16]}}.
     *
     * @throws SysException if the process may not, or there is no memory
     */
    public static BpfMap create(Shape shape) {
        ByteBuffer call = Libc.struct(CREATE_BYTES)
                .putInt(0, shape.kind.type)
                .putInt(4, shape.keyBytes)
                .putInt(8, shape.valueBytes)
                .putInt(12, shape.entries)
                .putInt(16, shape.kind.flags)
                .put(28, Ebpf.ascii(shape.name));
        return new BpfMap(Fd.of(Libc.check("bpf BPF_MAP_CREATE", Libc.bpf(BPF_MAP_CREATE, call, CREATE_BYTES))), shape);
    }

    /** For {@link Assembler#map}. */
    public int descriptor() {
        return fd.value();
    }

    public Shape shape() {
        return shape;
    }

    /**
     * Adds an entry, or replaces its value.
     *
     * @return false if the map is full
     */
    public boolean put(ByteBuffer key, ByteBuffer value) {
        int result = element(BPF_MAP_UPDATE_ELEM, key, value);
        return result == 0 || !isRefused("BPF_MAP_UPDATE_ELEM", Errno.E2BIG);
    }

    /** Fills {@code value} with that of a key; false if there is none. */
    public boolean get(ByteBuffer key, ByteBuffer value) {
        int result = element(BPF_MAP_LOOKUP_ELEM, key, value);
        return result == 0 || !isRefused("BPF_MAP_LOOKUP_ELEM", Errno.ENOENT);
    }

    /** Removes an entry; false if there is none. */
    public boolean remove(ByteBuffer key) {
        int result = element(BPF_MAP_DELETE_ELEM, key, Libc.struct(0));
        return result == 0 || !isRefused("BPF_MAP_DELETE_ELEM", Errno.ENOENT);
    }

    /** {@code union bpf_attr {u32 map_fd; u64 key, value, flags}}. */
    private int element(int command, ByteBuffer key, ByteBuffer value) {
        ByteBuffer call = Libc.struct(ELEMENT_BYTES).putInt(0, fd.value()).putLong(8, Libc.address(key));
        if (value.capacity() > 0) {
            call.putLong(16, Libc.address(value));
        }
        try {
            return Libc.bpf(command, call, ELEMENT_BYTES);
        } finally {
            Reference.reachabilityFence(key);
            Reference.reachabilityFence(value);
        }
    }

    /** Throws unless the last call failed with the one error that has a meaning. */
    private static boolean isRefused(String call, int meaning) {
        int errno = Libc.errno();
        if (errno != meaning) {
            throw SysException.of("bpf " + call, errno);
        }
        return true;
    }

    /** Where a reader of many entries is. */
    public final class Walk {
        private final ByteBuffer keys;
        private final ByteBuffer values;
        private final ByteBuffer position = Libc.struct(2 * Long.BYTES);
        private final int room;
        private boolean begun;
        private boolean ended;

        private Walk(int room) {
            this.room = room;
            keys = Libc.struct(room * shape.keyBytes);
            values = Libc.struct(room * shape.valueBytes);
        }

        /** One after the other, each of {@link Shape#keyBytes}. */
        public ByteBuffer keys() {
            return keys;
        }

        public ByteBuffer values() {
            return values;
        }

        /**
         * Reads the next entries; one that comes or goes meanwhile may be among them or not.
         *
         * <p>{@code union bpf_attr {u64 in_batch, out_batch, keys, values; u32 count, map_fd; u64 elem_flags, flags}}.
         *
         * @return how many; 0 after the last
         */
        public int next() {
            if (ended) {
                return 0;
            }
            ByteBuffer call = Libc.struct(BATCH_BYTES)
                    .putLong(0, begun ? Libc.address(position) : 0)
                    .putLong(8, Libc.address(position))
                    .putLong(16, Libc.address(keys))
                    .putLong(24, Libc.address(values))
                    .putInt(32, room)
                    .putInt(36, fd.value());
            begun = true;
            ended = Libc.bpf(BPF_MAP_LOOKUP_BATCH, call, BATCH_BYTES) == -1
                    && isRefused("BPF_MAP_LOOKUP_BATCH", Errno.ENOENT);
            return call.getInt(32);
        }
    }

    /**
     * Begins to read all entries.
     *
     * @param room entries a step; at least as many as collide in one place of the table
     */
    public Walk walk(int room) {
        return new Walk(room);
    }

    /** Programs that use the map keep it. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return shape.name();
    }
}
