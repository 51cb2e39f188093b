package org.taplane.control.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A datagram socket towards one peer, a frame in each datagram, as QEMU's {@code -netdev dgram} has them.
 *
 * @param local where the port receives
 * @param remote where it sends; of the same kind and family
 * @param mtu the longest packet that is sent to the peer, without the Ethernet header
 * @param mode permissions of the file that the port receives on, if it is one
 */
public record DgramConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        SocketAddressConfig local,
        SocketAddressConfig remote,
        int mtu,
        int mode,
        PortFeatures features)
        implements SocketPortConfig {
    @Override
    public Optional<SocketAddressConfig> bound() {
        return Optional.of(local);
    }

    @Override
    public boolean isSameSocket(SocketPortConfig other) {
        return other instanceof DgramConfig dgram
                && local.equals(dgram.local)
                && remote.equals(dgram.remote)
                && mode == dgram.mode;
    }

    @Override
    public String type() {
        return "dgram";
    }
}
