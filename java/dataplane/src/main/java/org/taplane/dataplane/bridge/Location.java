package org.taplane.dataplane.bridge;

/**
 * Where a station is, in 30 bits of an int: the port's slot (14 bits) and, behind a tunnel, the index of its
 * remote VTEP (16 bits; 0 = none).
 *
 * <pre>
 *  31 30 29           16 15             0
 * +-----+--------------+----------------+
 * |  0  |     port     |     remote     |
 * +-----+--------------+----------------+
 * </pre>
 */
public final class Location {
    /** Highest slot of a port. */
    public static final int MAX_PORT = 0x3fff;

    /** Highest index of a remote VTEP. */
    public static final int MAX_REMOTE = 0xffff;

    private Location() {}

    public static int of(int port, int remote) {
        return port << 16 | remote;
    }

    public static int port(int location) {
        return location >>> 16;
    }

    public static int remote(int location) {
        return location & MAX_REMOTE;
    }
}
