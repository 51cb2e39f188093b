package org.taplane.dataplane.bridge;

import java.util.List;

/** An immutable snapshot of a bridge's ports and of who floods to whom. */
public final class Topology {
    private static final int VIDS = 4096;

    private final BridgePort[] ports;
    private final FloodGroup[] floodGroups = new FloodGroup[VIDS];

    /** @param ports in order of their numbers, which count from 0 */
    public Topology(List<BridgePort> ports) {
        this.ports = ports.toArray(BridgePort[]::new);
        for (int number = 0; number < this.ports.length; number++) {
            if (this.ports[number].number() != number) {
                throw new IllegalArgumentException("port " + this.ports[number].name() + " is out of order");
            }
        }
        FloodGroup.fill(floodGroups, this.ports);
    }

    public BridgePort port(int number) {
        return ports[number];
    }

    /** The ports that a flooded frame of the VLAN goes to, its ingress port among them. */
    FloodGroup floodGroup(int vid) {
        return floodGroups[vid];
    }

    public List<BridgePort> ports() {
        return List.of(ports);
    }

    /** The same bridge with one port's link changed. */
    public Topology withLink(int number, boolean up, int mtu) {
        BridgePort[] next = ports.clone();
        next[number] = next[number].withLink(up, mtu);
        return new Topology(List.of(next));
    }
}
