package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.config.SocketAddressConfig;
import org.taplane.control.config.Underlay;

/** What must be unique in the whole daemon, not only within a bridge. */
final class DaemonScope {
    final Unique<String> portNames = new Unique<>("a name that no other port of the daemon has");
    final Unique<Device> devices = new Unique<>("a device that no other port of the daemon uses");
    final Unique<Socket> sockets = new Unique<>("an address that no other port of the daemon has");
    final Unique<Vni> vnis = new Unique<>("a VNI that no other tunnel with this local address and UDP port has");

    /** What the first tunnel of each local address is. */
    final Map<InetAddress, Endpoint> endpoints = new HashMap<>();

    record Endpoint(Underlay underlay, int udpPort) {}

    record Device(Optional<String> netns, String name) {}

    record Socket(String protocol, SocketAddressConfig address) {}

    record Vni(InetAddress local, int udpPort, int vni) {}
}
