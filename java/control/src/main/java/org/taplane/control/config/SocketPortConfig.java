package org.taplane.control.config;

import java.util.Optional;

/** A port over a socket, without a device. */
public sealed interface SocketPortConfig extends PortConfig permits StreamConfig, DgramConfig, VhostUserConfig {
    int DEFAULT_MTU = 1500;

    /** Only the user of the daemon may use the file. */
    int DEFAULT_MODE = 0600;

    int mtu();

    /** The address that nobody else can have as long as the port does, if it has one. */
    Optional<SocketAddressConfig> bound();

    /** Whether the other describes the same socket, with whatever else. */
    boolean isSameSocket(SocketPortConfig other);

    /** Whether the two cannot be there at the same time. A file is one whatever it is for, a port of TCP is none of UDP. */
    default boolean isInTheWayOf(SocketPortConfig other) {
        return bound().isPresent()
                && bound().equals(other.bound())
                && (type().equals(other.type()) || bound().get() instanceof SocketAddressConfig.Unix);
    }
}
