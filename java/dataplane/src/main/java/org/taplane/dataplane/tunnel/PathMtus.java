package org.taplane.dataplane.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long frames may be on the way to each remote of one tunnel, as far as something is known that limits them more than
 * the tunnel's own MTU. Any thread may write, any may read at any time: a number is one int, and an old one does no harm.
 */
public final class PathMtus {
    /** Of a remote that nothing is known about. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);

    /** By remote number, less than {@link #UNLIMITED} by {@code MAX_VALUE - mtu}: an array of zeros knows nothing. */
    private final int[] below;

    /** Whether there may be a limit. Written after the limit, by whoever has written it. */
    private volatile boolean limited;

    PathMtus(int mostRemotes) {
        below = new int[mostRemotes + 1];
    }

    /**
     * Longest frame for {@code remote}, or for the group where that is {@link RemoteTable#NONE}, in bytes after its
     * Ethernet header, tags included.
     */
    public int mtu(int remote) {
        return UNLIMITED - (int) CELL.getOpaque(below, remote);
    }

    public void learn(int remote, int mtu) {
        CELL.setOpaque(below, remote, UNLIMITED - mtu);
        limited = mtu != UNLIMITED || limitsAny();
    }

    private boolean limitsAny() {
        for (int less : below) {
            if (less != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether something is known to limit any of the ways; most of the time nothing is. */
    boolean areLimited() {
        return limited;
    }

    /** The smallest of the remotes {@code 1} to {@code last}, and of the group. */
    int smallest(int last) {
        int smallest = mtu(RemoteTable.NONE);
        for (int remote = 1; remote <= last; remote++) {
            smallest = Math.min(smallest, mtu(remote));
        }
        return smallest;
    }
}
