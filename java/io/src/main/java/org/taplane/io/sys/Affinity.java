package org.taplane.io.sys;

import java.nio.ByteBuffer;

/** On which processor a thread runs (sched_setaffinity(2)). */
public final class Affinity {
    /** Highest number of a processor that a cpu_set_t of the C library has a bit for. */
    public static final int MAX_CPU = 1023;

    private Affinity() {}

    /**
     * Keeps the calling thread on one processor from now on.
     *
     * @throws SysException if the machine has no such processor, or this process may not use it
     */
    public static void stayOn(int cpu) {
        ByteBuffer mask = Libc.struct((MAX_CPU + 1) / Byte.SIZE);
        int word = cpu / Long.SIZE * Long.BYTES;
        mask.putLong(word, 1L << cpu % Long.SIZE);
        if (Libc.sched_setaffinity(0, mask.capacity(), mask) == -1) {
            int errno = Libc.errno();
            throw SysException.because(
                    "no thread can run on processor " + cpu + ": " + Errno.text(errno), "sched_setaffinity", errno);
        }
    }
}
