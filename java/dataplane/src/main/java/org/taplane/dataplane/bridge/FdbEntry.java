package org.taplane.dataplane.bridge;

/**
 * The two longs of an entry of the {@link Fdb}.
 *
 * <pre>
 *         63     60 59        48 47                                   0
 *        +---------+------------+--------------------------------------+
 * key    |    0    |    VID     |                 MAC                  |   never 0
 *        +---------+------------+--------------------------------------+
 *         63  62 61                      32   31 30                    0
 *        +---+---+-------------------------+---+-----------------------+
 * value  | 0 | S |        location         | 0 |   last seen, ms       |   S = static; never negative
 *        +---+---+-------------------------+---+-----------------------+
 * </pre>
 *
 * <p>"Last seen" counts milliseconds modulo 2<sup>31</sup> (24.8 days). Two of them are compared by their difference, so
 * ages of up to 2<sup>30</sup> ms are told apart from times that lie a little in the future.
 */
final class FdbEntry {
    private static final long STATIC = 1L << 62;
    private static final int TICK = 0x7fff_ffff;
    private static final long MAC = (1L << 48) - 1;

    private FdbEntry() {}

    static long key(int vid, long mac) {
        return (long) vid << 48 | mac;
    }

    static int vid(long key) {
        return (int) (key >>> 48);
    }

    static long mac(long key) {
        return key & MAC;
    }

    static long dynamicValue(int location, int now) {
        return (long) location << 32 | (now & TICK);
    }

    static long staticValue(int location) {
        return (long) location << 32 | STATIC;
    }

    static int location(long value) {
        return (int) (value >> 32) & ~(int) (STATIC >>> 32);
    }

    /** The port of the location. */
    static int port(long value) {
        return (int) (value >>> 48) & Location.MAX_PORT;
    }

    static boolean isStatic(long value) {
        return (value & STATIC) != 0;
    }

    static int tick(long value) {
        return (int) (value & TICK);
    }

    /** Milliseconds since the entry was seen; negative if that was after {@code now}, on another thread's clock. */
    static int age(long value, int now) {
        return (now - (int) value) << 1 >> 1;
    }
}
