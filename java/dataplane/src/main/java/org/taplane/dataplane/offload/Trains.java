package org.taplane.dataplane.offload;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;
import org.taplane.wire.VirtioNetHdr;

/**
 * Trains: frames of one burst that are written as one frame to be cut again. A table that the dataplane fills and native
 * code reads (machine byte order, {@code native/src/main/c/burst.h}); no payload is copied.
 *
 * <pre>
 *   {@link #CAPACITY} trains of 256 bytes
 *      0  u32 frames           number of frames, at least 2
 *      4  u8[64] frame         which, in order
 *     68  virtio_net_hdr       of the joined frame; its hdr_len says how long the headers are
 *     78  u8[178] headers      of the joined frame, Ethernet to TCP or UDP
 * </pre>
 *
 * The joined frame is these headers and, of each frame, what is behind its own headers, which are as long.
 *
 * <p>A list of what to write has, beside frames, entries for trains: negative numbers, {@link #entry}.
 */
public final class Trains {
    /** As many as a burst can have. */
    public static final int CAPACITY = Burst.CAPACITY / 2;

    /** Room for the headers: Ethernet, two tags, IPv6 and TCP with all its options are 122 bytes. */
    static final int HEADER_ROOM = 178;

    private static final int TRAIN = 256;
    private static final int FRAME = 4;
    private static final int OFFLOAD = FRAME + Burst.CAPACITY;

    private final Slab slab = Slab.allocate(CAPACITY * TRAIN);
    private int size;

    /** Address of the table, for native code. */
    public long address() {
        return slab.address();
    }

    /** The entry of a list that stands for {@code train}. */
    static int entry(int train) {
        return ~train;
    }

    private static boolean isTrain(int entry) {
        return entry < 0;
    }

    /** How many frames an entry of a list stands for. */
    public int frames(int entry) {
        return isTrain(entry) ? length(~entry) : 1;
    }

    /** The frame that is in a given place, from 0, of what an entry stands for. */
    public int frame(int entry, int place) {
        return isTrain(entry) ? slab.u8(~entry * TRAIN + FRAME + place) : entry;
    }

    /** The set of frames that an entry stands for. */
    public long set(int entry) {
        long set = 0;
        int frames = frames(entry);
        for (int place = 0; place < frames; place++) {
            set |= 1L << frame(entry, place);
        }
        return set;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Makes a train of the two frames of {@code entry} and {@code next}, or a train longer; the entry for it. */
    int append(int entry, int next) {
        int train = isTrain(entry) ? ~entry : start(entry);
        int frames = length(train);
        slab.putU8(train * TRAIN + FRAME + frames, next);
        slab.putNative32(train * TRAIN, frames + 1);
        return entry(train);
    }

    private int start(int frame) {
        int train = size++;
        slab.putU8(train * TRAIN + FRAME, frame);
        slab.putNative32(train * TRAIN, 1);
        return train;
    }

    private int length(int train) {
        return slab.native32(train * TRAIN);
    }

    /** The table's memory, for who writes {@link #offload} and {@link #headers}. */
    Slab slab() {
        return slab;
    }

    /** Offset of a train's offload header. */
    static int offload(int train) {
        return train * TRAIN + OFFLOAD;
    }

    /** Offset of a train's headers. */
    static int headers(int train) {
        return offload(train) + VirtioNetHdr.HEADER;
    }
}
