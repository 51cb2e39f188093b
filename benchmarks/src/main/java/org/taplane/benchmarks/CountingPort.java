package org.taplane.benchmarks;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** A port that counts what it should send, and sends nothing. */
final class CountingPort implements Port {
    private final PortCounters counters = new PortCounters();

    @Override
    public void transmit(Burst burst, FrameList frames) {
        long bytes = 0;
        for (int i = 0; i < frames.size(); i++) {
            bytes += burst.length(frames.get(i));
        }
        counters.sent(frames.size(), bytes);
    }

    @Override
    public PortCounters counters() {
        return counters;
    }
}
