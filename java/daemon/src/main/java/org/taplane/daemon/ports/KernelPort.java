package org.taplane.daemon.ports;

import org.taplane.io.fastpath.FastPath;
import org.taplane.io.fastpath.FastPort;

/**
 * Where the kernel forwards for a port.
 *
 * @param end number of the daemon's end of its pair
 * @param twin number of the end's twin
 */
public record KernelPort(FastPath path, int end, int twin) {
    public void set(FastPort settings) {
        path.setPort(end, twin, settings);
    }
}
