package org.taplane.daemon.lldp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Who the switch is to its neighbours.
 *
 * @param seed of the bridges' addresses: the same at every start, and not that of another switch on the host
 * @param name of the system
 * @param description of the system
 */
public record SystemIdentity(String seed, String name, String description) {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final long LOCAL = 0x0200_0000_0000L;
    private static final long GROUP = 0x0100_0000_0000L;

    /**
     * The identity of the daemon with that admin socket on this host.
     *
     * @param description of the program
     */
    public static SystemIdentity ofHost(Path socket, String description) {
        String name = read(HOST_NAME).orElse("localhost");
        return new SystemIdentity(read(MACHINE_ID).orElse(name) + " " + socket.toAbsolutePath(), name, description);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A locally administered address of a bridge, in the low 48 bits. A bridge has none by itself: its ports' addresses are
     * their stations', and a station passes over frames from its own address.
     */
    long mac(String bridge) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((seed + " " + bridge).getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 16 & ~GROUP) | LOCAL;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
