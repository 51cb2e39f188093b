package org.taplane.io.netlink;

import java.net.InetAddress;

/** An IPv4 or IPv6 address and the length of its network prefix in bits, such as 10.0.10.2/24. */
public record IpPrefix(InetAddress address, int length) {
    /** The length is 0 to 32 or 0 to 128. */
    public IpPrefix {
        int bits = address.getAddress().length * Byte.SIZE;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("prefix length " + length + "; expected 0 to " + bits);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
