package org.taplane.daemon.bridges;

import org.taplane.io.fastpath.FastPath;

/** How many stations the kernel knows, of all bridges. On the control thread. */
final class KernelRoom {
    /** While there are fewer, whoever speaks is taken in; beyond, only who goes on speaking, and who is silent goes. */
    private static final int EASY = FastPath.MAX_STATIONS / 2;

    private int used;

    boolean isEasy() {
        return used < EASY;
    }

    void taken() {
        used++;
    }

    void released() {
        used--;
    }
}
