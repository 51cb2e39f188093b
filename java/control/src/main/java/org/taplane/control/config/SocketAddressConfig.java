package org.taplane.control.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;

/** Where a socket is: a file, or an IP address and a port. */
public sealed interface SocketAddressConfig {
    /**
     * A file of the file system.
     *
     * @param path absolute, short enough for the kernel
     */
    record Unix(Path path) implements SocketAddressConfig {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A port of TCP or UDP.
     *
     * @param port 1 to 65535
     */
    record Inet(InetAddress host, int port) implements SocketAddressConfig {
        @Override
        public String toString() {
            String address = host.getHostAddress();
            return (host instanceof Inet6Address ? "[" + address + "]" : address) + ":" + port;
        }
    }
}
