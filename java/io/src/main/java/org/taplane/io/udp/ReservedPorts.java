package org.taplane.io.udp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that the administrator keeps for services: {@code net.ipv4.ip_local_reserved_ports}, which holds for IPv6 as
 * well. The kernel leaves them alone when it chooses a port, and so must whoever chooses one in its place.
 */
final class ReservedPorts {
    private static final Logger LOG = LoggerFactory.getLogger(ReservedPorts.class);
    private static final Path SYSCTL = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");

    /** Of every other port, with a comma. */
    private static final int LONGEST_TEXT = 32_768 * 6;

    private final BitSet ports;

    private ReservedPorts(BitSet ports) {
        this.ports = ports;
    }

    /** Those of the network namespace of the calling thread. */
    static ReservedPorts ofNamespace() {
        try {
            return parse(read());
        } catch (IOException | NumberFormatException e) {
            LOG.warn("the reserved ports cannot be read, so none is taken to be reserved: {}", e.toString());
            return new ReservedPorts(new BitSet());
        }
    }

    /** By one system call: the kernel has nothing more to say to a second one, and Files.readString makes small ones. */
    private static String read() throws IOException {
        byte[] text = new byte[LONGEST_TEXT];
        try (InputStream sysctl = Files.newInputStream(SYSCTL)) {
            return new String(text, 0, Math.max(0, sysctl.read(text)), StandardCharsets.US_ASCII);
        }
    }

    /**
     * As the kernel prints them: {@code 5000,50000-50010}.
     *
     * @throws NumberFormatException if it is nothing like that
     */
    static ReservedPorts parse(String text) {
        BitSet ports = new BitSet();
        for (String range : text.strip().split(",", -1)) {
            if (!range.isEmpty()) {
                int dash = range.indexOf('-');
                int first = Integer.parseUnsignedInt(dash < 0 ? range : range.substring(0, dash));
                ports.set(first, Integer.parseUnsignedInt(range.substring(dash + 1)) + 1);
            }
        }
        return new ReservedPorts(ports);
    }

    boolean contains(int port) {
        return ports.get(port);
    }
}
