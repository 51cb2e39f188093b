package org.taplane.daemon;

import java.util.List;
import org.taplane.control.config.VxlanConfig;
import org.taplane.io.shard.Shard;

final class Tunnels implements AutoCloseable {
    Tunnels(List<Shard> shards) {}

    PortDriver open(VxlanConfig config) {
        if (config.udpPort() > 0) throw new IllegalStateException("no tunnels: " + config.name());
        throw new IllegalStateException();
    }

    @Override
    public void close() {}
}
