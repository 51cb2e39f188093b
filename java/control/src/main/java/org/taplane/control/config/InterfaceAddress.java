package org.taplane.control.config;

import java.net.InetAddress;

/**
 * An address that an interface is given, with its network's prefix length.
 *
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    /** As users write it: {@code 10.0.10.2/24}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
