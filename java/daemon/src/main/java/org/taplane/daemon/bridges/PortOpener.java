package org.taplane.daemon.bridges;

import org.taplane.control.config.DgramConfig;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StreamConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VethConfig;
import org.taplane.control.config.VhostUserConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.ports.DeviceContext;
import org.taplane.daemon.ports.PacketDriver;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.TapDriver;
import org.taplane.daemon.ports.TapReading;
import org.taplane.daemon.sockets.DgramDriver;
import org.taplane.daemon.sockets.StreamDriver;
import org.taplane.daemon.sockets.VhostDriver;
import org.taplane.daemon.tunnels.Tunnels;
import org.taplane.io.shard.Loop;

/**
 * Has what a port consists of, by its type.
 *
 * @param lingerNanos for how long a shard goes on looking before it sleeps
 */
record PortOpener(int shards, TapReading taps, DeviceContext devices, Tunnels tunnels, long lingerNanos, Loop control) {
    PortDriver open(PortConfig port) {
        return switch (port) {
            case TapConfig tap -> TapDriver.open(tap, taps, shards, devices);
            case VethConfig veth -> PacketDriver.open(veth, taps, shards, devices);
            case GuestTapConfig guest -> PacketDriver.open(guest, shards, devices);
            case PacketConfig packet -> PacketDriver.open(packet, shards, devices);
            case VxlanConfig vxlan -> tunnels.open(vxlan);
            case StreamConfig stream -> StreamDriver.open(stream, shards, control);
            case VhostUserConfig vhost -> VhostDriver.open(vhost, lingerNanos, shards, control);
            case DgramConfig dgram -> DgramDriver.open(dgram, shards);
        };
    }
}
