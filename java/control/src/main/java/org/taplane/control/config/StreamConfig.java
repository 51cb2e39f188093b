package org.taplane.control.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A connection on which frames follow each other, as QEMU's {@code -netdev stream} has them. One peer at a time.
 *
 * @param role who waits for whom
 * @param address where the port listens, or its peer does
 * @param mtu the longest packet that is sent to the peer, without the Ethernet header
 * @param mode permissions of the file that the port listens on, if it is one
 */
public record StreamConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        Role role,
        SocketAddressConfig address,
        int mtu,
        int mode,
        PortFeatures features)
        implements SocketPortConfig {

    /** Which end of the connection the port is. */
    public enum Role {
        /** Peers connect to the port. */
        LISTEN,
        /** The port connects, again and again until somebody is there. */
        CONNECT
    }

    @Override
    public Optional<SocketAddressConfig> bound() {
        return role == Role.LISTEN ? Optional.of(address) : Optional.empty();
    }

    @Override
    public boolean isSameSocket(SocketPortConfig other) {
        return other instanceof StreamConfig stream
                && role == stream.role
                && address.equals(stream.address)
                && mode == stream.mode;
    }

    @Override
    public String type() {
        return "stream";
    }
}
