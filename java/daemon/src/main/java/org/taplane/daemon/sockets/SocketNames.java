package org.taplane.daemon.sockets;

import java.net.InetAddress;
import java.nio.file.Path;
import org.taplane.control.config.SocketAddressConfig;
import org.taplane.io.socket.SocketName;

/** Addresses of the configuration as the system's. */
final class SocketNames {
    private SocketNames() {}

    static SocketName of(SocketAddressConfig address) {
        return switch (address) {
            case SocketAddressConfig.Unix(Path path) -> new SocketName.Unix(path);
            case SocketAddressConfig.Inet(InetAddress host, int port) -> new SocketName.Inet(host, port);
        };
    }
}
