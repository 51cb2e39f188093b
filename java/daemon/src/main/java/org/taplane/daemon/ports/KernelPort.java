package org.taplane.daemon.ports;

import org.taplane.io.fastpath.FastPort;

/** Where the kernel forwards for a port; two are equal if they are the same place. For all threads. */
public interface KernelPort {
    /** Number of the daemon's end of its pair. */
    int end();

    /** From here on the kernel goes by these settings. */
    void set(FastPort settings);

    /**
     * From here on frames of and to this station are forwarded.
     *
     * @param mac the low 48 bits
     * @param direct whether it is the station's end of the pair itself that has the address
     * @return false if there is no room
     */
    boolean put(int bridge, int vid, long mac, boolean direct);

    /** From here on the switch decides about frames of and to this station, wherever the kernel had it. */
    void remove(int bridge, int vid, long mac);
}
