package org.taplane.io.udp;

import java.util.List;
import org.taplane.io.sys.Netns;

/**
 * Two namespaces joined by a veth, the underlay: {@link #here}, where the sockets under test are, and another host's,
 * where the kernel's own vxlan device has the address 10.42.0.2. A third one is for a station of ours.
 */
final class KernelPeer implements AutoCloseable {
    static final int VNI = 42;
    static final String TUNNEL_MAC = "02:00:00:00:00:02";
    static final String UNDERLAY = "under";

    private final Namespace here = new Namespace();
    private final Namespace there = new Namespace();
    private final Namespace station = new Namespace();
    final String local;
    final String remote;
    final String group;

    private KernelPeer(boolean ipv6) {
        local = ipv6 ? "fd00:98::1" : "10.98.0.1";
        remote = ipv6 ? "fd00:98::2" : "10.98.0.2";
        group = ipv6 ? "ff05::98" : "239.1.1.1";
    }

    /** Makes the topology; {@code options}, with $local and $group, go to the peer's {@code ip link add type vxlan}. */
    static KernelPeer start(boolean ipv6, String options) {
        KernelPeer peer = new KernelPeer(ipv6);
        try {
            peer.addUnderlay(ipv6 ? "/64" : "/24");
            peer.addTunnel(options);
            return peer;
        } catch (RuntimeException failure) {
            peer.close();
            throw failure;
        }
    }

    private void addUnderlay(String prefix) {
        here.ip("link add under type veth peer name under netns " + there.name());
        here.ip("addr add " + local + prefix + " dev under" + noDad(local));
        there.ip("addr add " + remote + prefix + " dev under" + noDad(remote));
        here.ip("link set under up");
        there.ip("link set under up");
    }

    private void addTunnel(String options) {
        there.ip("link add vx address " + TUNNEL_MAC + " type vxlan id " + VNI + " dstport 4789 dev under local "
                + remote + " " + options.replace("$local", local).replace("$group", group));
        there.ip("addr add 10.42.0.2/24 dev vx");
        there.ip("addr add fd00:42::2/64 dev vx nodad");
        there.ip("link set vx up");
    }

    private static String noDad(String address) {
        return address.contains(":") ? " nodad" : "";
    }

    Netns here() {
        return here.netns();
    }

    Netns there() {
        return there.netns();
    }

    Netns station() {
        return station.netns();
    }

    /** Switches the offloads of the underlay on both sides. */
    void offloads(String state) {
        for (Namespace end : List.of(here, there)) {
            end.exec("ethtool -K under tx " + state + " gso " + state + " tso " + state + " gro " + state);
        }
    }

    @Override
    public void close() {
        here.close();
        there.close();
        station.close();
    }
}
