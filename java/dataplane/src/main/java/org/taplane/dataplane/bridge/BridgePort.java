package org.taplane.dataplane.bridge;

/**
 * A port as the bridge's rules see it.
 *
 * @param number index among the bridge's ports
 * @param name what the operator calls it
 * @param vlans which VLANs it carries, and how
 * @param mtu longest payload of a frame it carries, in bytes, without Ethernet header and VLAN tag
 * @param learning whether source addresses are learned on it
 * @param up whether frames may go out by it
 */
public record BridgePort(int number, String name, VlanMembership vlans, int mtu, boolean learning, boolean up) {
    public BridgePort withLink(boolean linkUp, int linkMtu) {
        return new BridgePort(number, name, vlans, linkMtu, learning, linkUp);
    }
}
