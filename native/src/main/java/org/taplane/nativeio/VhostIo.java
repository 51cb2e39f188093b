package org.taplane.nativeio;

/**
 * Virtqueues in a virtual machine's memory, from the device's side ({@code native/src/main/c/burst_vhost.h}), and what the
 * vhost-user protocol needs of the kernel.
 *
 * <p>A queue is {@value #QUEUE} bytes of memory that the caller gives, zeroed at first, and a table of the guest's memory
 * {@value #MEMORY} bytes; both stay at their place until nothing uses them. Any thread may call the methods of a queue.
 */
public final class VhostIo {
    /** Bytes of a queue, rounded up. */
    public static final int QUEUE = 8448;

    /** Bytes of a table of memory, rounded up. */
    public static final int MEMORY = 512;

    /**
     * Bytes of what {@link #start} reads, machine byte order: 0 u64 descriptors, 8 u64 avail, 16 u64 used (addresses of the
     * front end's), 24 u64 address of the in-flight log's table of memory or 0, 32 u64 offset of the queue's log in it, 40 u64
     * bytes of that, 48 u32 descriptors in the ring, 52 u32 place in it, 56 u32 flags, 60 s32 eventfd to call by or -1.
     */
    public static final int RING = 64;

    /** Most descriptors of a ring; their number is a power of two. */
    public static final int RING_MAX = 4096;

    /** Most regions of memory. */
    public static final int REGIONS = 8;

    /** Most descriptors that come with a message. */
    public static final int FDS = 8;

    /** Flags of a ring: what driver and device agreed to. */
    public static final int EVENT_IDX = 1;

    public static final int INDIRECT = 1 << 1;
    public static final int MERGEABLE = 1 << 2;

    /** The offload header has 12 bytes instead of 10. */
    public static final int LONG_HEADER = 1 << 3;

    public static final int GUEST_CSUM = 1 << 4;
    public static final int GUEST_TSO4 = 1 << 5;
    public static final int GUEST_TSO6 = 1 << 6;
    public static final int GUEST_ECN = 1 << 7;
    public static final int GUEST_USO = 1 << 8;

    /** What became of a call: all went well. */
    public static final int DONE = 0;

    /** The queue is stopped. */
    public static final int STOPPED = 1;

    /** The driver has not made enough buffers available. */
    public static final int FULL = 2;

    /** The frame is longer than what buffers for one frame there may be. */
    public static final int TOO_LONG = 3;

    /** The frame asks for an offload that the driver did not agree to. */
    public static final int NOT_ACCEPTED = 4;

    /** What is to be sent is not in the slab. */
    public static final int NO_FRAME = 5;

    /** From here on the queue has been stopped: an address is outside the memory. */
    public static final int BAD_ADDRESS = 6;

    /** A head or an index cannot be, a chain has a loop or a buffer of the wrong direction. */
    public static final int BAD_CHAIN = 7;

    /** The file of the memory was made shorter. */
    public static final int MEMORY_GONE = 8;

    static {
        NativeLibrary.load();
    }

    private VhostIo() {}

    /**
     * Makes this process survive that a guest's memory goes away, for good: takes SIGBUS, and hands on to the JVM what is the
     * JVM's. Before the first {@link #start}.
     *
     * @return 0 or an errno
     */
    public static native int guard();

    /**
     * Adds a region of a file to a table of memory.
     *
     * @param memory address of the table
     * @param fd stays the caller's
     * @param guest where the guest has it
     * @param user where the front end has it
     * @return 0 or an errno: ENODEV if the file is not memory, ENXIO if it ends before, EINVAL if the region cannot be
     */
    public static native int map(long memory, int fd, long guest, long user, long size, long offset);

    /** Empties a table of memory, which no queue uses. */
    public static native void unmap(long memory);

    /**
     * Starts a queue, which is stopped, and calls its driver. That need not kick until {@link #listen} asks it to.
     *
     * @param ring address of {@value #RING} bytes
     * @return {@link #DONE}; or {@link #BAD_ADDRESS}, {@link #BAD_CHAIN} or {@link #MEMORY_GONE}, and it stays stopped
     */
    public static native int start(long queue, long memory, long ring);

    /**
     * Stops a queue, if it is not. On return nobody uses its memory.
     *
     * @return where the ring is to be taken up again, 16 bits
     */
    public static native int stop(long queue);

    /**
     * Sets the eventfd by which the driver is called, or -1, and calls by it if the queue runs. On return the former one is not
     * used any more.
     */
    public static native void setCall(long queue, int call);

    /**
     * Copies frames out of a transmit queue as {@link TapIo#receive} reads them. The driver does not kick from now on.
     *
     * @return see {@link ReceiveResult}: lost is what was no frame, instead of an errno there is a status of this class
     */
    public static native long receive(long queue, long slab, int dataStart, int dataEnd, int max);

    /**
     * Asks the driver for a kick when it makes something available, and takes back the kicks so far.
     *
     * @param kick eventfd
     * @return false if something is available already: {@code kick} is readable then
     */
    public static native boolean listen(long queue, int kick);

    /**
     * Copies {@code entries[from..to)} into a receive queue, in order, until one is refused; see {@link TapIo#send}.
     *
     * @return see {@link SendResult}: instead of an errno there is a status of this class
     */
    public static native long send(long queue, long slab, int slabSize, long trains, int[] entries, int from, int to);

    /**
     * Copies every message of a table ({@code native/src/main/c/burst_udp.h}) into a receive queue, as a frame without
     * offloads, and writes into each the errno with which it was refused.
     *
     * @param table address of the table, which is also the area of header pieces
     * @param frames address of the slab that frame pieces are in
     * @return how many messages were refused; -1 if the table is smaller than its fixed part or there are too many
     *     messages, and nothing was sent
     */
    public static native int sendPieces(
            long queue, long table, int tableSize, int messages, long frames, int framesSize);

    /**
     * Reads at most {@code length} bytes of a stream socket and the descriptors that come with them, which are the caller's.
     *
     * @param to address
     * @param fds {@value #FDS} places
     * @return the number of descriptors in the high 32 bits; in the low ones that of bytes, 0 at the end, or a negative errno
     */
    public static native long read(int socket, long to, int length, int[] fds);

    /**
     * Writes all bytes, or fails.
     *
     * @param from address
     * @param fd a descriptor to go with them, or -1
     * @return 0 or an errno
     */
    public static native int write(int socket, long from, int length, int fd);

    /** A file in memory, of zeros, that nobody can make shorter; or a negative errno. */
    public static native int memoryFile(long size);
}
