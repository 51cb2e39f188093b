package org.taplane.io.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;

/** Where a socket is bound or a peer is found: a file, or an IP address and a port. */
public sealed interface SocketName {
    /** {@code socket(2)}'s domain. */
    int domain();

    /** The {@code sockaddr}. */
    ByteBuffer address();

    /** A file of the file system (unix(7)). */
    record Unix(Path path) implements SocketName {
        /** Bytes of {@code sun_path} with the zero at its end. */
        private static final int PATH_BYTES = 108;

        public Unix {
            if (path.toString().getBytes(StandardCharsets.UTF_8).length >= PATH_BYTES) {
                throw new IllegalArgumentException(path + " is longer than " + (PATH_BYTES - 1) + " bytes");
            }
        }

        @Override
        public int domain() {
            return Sockets.AF_UNIX;
        }

        /** {@code struct sockaddr_un {u16 family; char path[108]}}, as long as the path with its zero. */
        @Override
        public ByteBuffer address() {
            byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
            return Libc.struct(Short.BYTES + bytes.length + 1)
                    .putShort(0, (short) Sockets.AF_UNIX)
                    .put(Short.BYTES, bytes);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A TCP or UDP port of an address. */
    record Inet(InetAddress host, int port) implements SocketName {
        @Override
        public int domain() {
            return host instanceof Inet4Address ? Sockets.AF_INET : Sockets.AF_INET6;
        }

        /** {@code struct sockaddr_in} or {@code sockaddr_in6}. */
        @Override
        public ByteBuffer address() {
            boolean isIpv4 = host instanceof Inet4Address;
            ByteBuffer struct = Libc.struct(isIpv4 ? 16 : 28).putShort(0, (short) domain());
            struct.put(2, (byte) (port >>> 8)).put(3, (byte) port);
            return struct.put(isIpv4 ? 4 : 8, host.getAddress());
        }

        @Override
        public String toString() {
            String address = host.getHostAddress();
            return (host instanceof Inet4Address ? address : "[" + address + "]") + ":" + port;
        }
    }
}
