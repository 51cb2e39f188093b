package org.taplane.dataplane.capture;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Direction;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** Shows a tap what leaves by a port, in the form in which it leaves, and lets the port transmit it. */
final class CapturingPort implements Port {
    private final Port port;
    private final ShardTap tap;

    CapturingPort(Port port, ShardTap tap) {
        this.port = port;
        this.tap = tap;
    }

    /** Before the port has them: it may complete checksums in place and write in front of the frames. */
    @Override
    public void transmit(Burst burst, FrameList frames) {
        tap.seen(Direction.SENT, null, burst, frames.set());
        port.transmit(burst, frames);
    }

    @Override
    public PortCounters counters() {
        return port.counters();
    }
}
