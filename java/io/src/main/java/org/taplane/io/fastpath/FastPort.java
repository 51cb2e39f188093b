package org.taplane.io.fastpath;

/**
 * What the kernel has to know of a port.
 *
 * @param active whether frames of its known stations are forwarded by the kernel
 * @param bridge number of its bridge
 * @param pvid VLAN of untagged frames; 0 if it takes none
 * @param tags whether its other VLANs come and go with tags
 * @param isolated whether it exchanges no frames with other such ports
 * @param mtu longest payload, in bytes
 */
public record FastPort(boolean active, int bridge, int pvid, boolean tags, boolean isolated, int mtu) {
    /** A port all of whose frames go to the switch. */
    public static final FastPort INACTIVE = new FastPort(false, 0, 0, false, false, 0);
}
