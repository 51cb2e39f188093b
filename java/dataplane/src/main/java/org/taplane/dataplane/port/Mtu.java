package org.taplane.dataplane.port;

/** Which MTUs a port can have, in bytes without Ethernet header and VLAN tag. */
public final class Mtu {
    /** The least that IPv4 asks of a link (RFC 791), and that the kernel gives an Ethernet device. */
    public static final int MIN = 68;

    /** The most that the kernel gives a TAP device: 65535 bytes with the Ethernet header. */
    public static final int MAX = 65_521;

    private Mtu() {}
}
