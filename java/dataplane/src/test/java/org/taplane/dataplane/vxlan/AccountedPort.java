package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** A tunnel that must count every frame it is given, once a receiver, as sent or as dropped. */
record AccountedPort(VxlanPort tunnel) implements Port {
    @Override
    public PortCounters counters() {
        return tunnel.counters();
    }

    @Override
    public void transmit(Burst burst, FrameList frames) {
        long before = counted();
        tunnel.transmit(burst, frames);
        long receivers = Math.max(1, tunnel.tunnel().settings().remotes().size());
        assertThat(counted() - before).isBetween((long) frames.size(), receivers * frames.size());
    }

    private long counted() {
        return counters().txFrames() + counters().txDrops();
    }
}
