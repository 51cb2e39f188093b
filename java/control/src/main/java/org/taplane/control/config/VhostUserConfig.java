package org.taplane.control.config;

import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.StreamConfig.Role;

/**
 * A virtual machine that shares its memory with the daemon (vhost-user). One at a time.
 *
 * @param role who waits for whom
 * @param path where the port listens, or the machine's front end does
 * @param queues most queue pairs that the guest may have, 1 to {@value #MAX_QUEUES}
 * @param mtu the longest packet that is sent to the guest, without the Ethernet header
 * @param mode permissions of the file that the port listens on
 */
public record VhostUserConfig(
        String name,
        VlanConfig vlan,
        OptionalInt maxMacs,
        Role role,
        SocketAddressConfig.Unix path,
        int queues,
        int mtu,
        int mode,
        PortFeatures features)
        implements SocketPortConfig {
    public static final int DEFAULT_QUEUES = 1;

    /** The number of a ring has eight bits, and a pair two rings. */
    public static final int MAX_QUEUES = 64;

    @Override
    public Optional<SocketAddressConfig> bound() {
        return role == Role.LISTEN ? Optional.of(path) : Optional.empty();
    }

    @Override
    public boolean isSameSocket(SocketPortConfig other) {
        return other instanceof VhostUserConfig vhost
                && role == vhost.role
                && path.equals(vhost.path)
                && queues == vhost.queues
                && mode == vhost.mode;
    }

    @Override
    public String type() {
        return "vhost-user";
    }
}
