package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A strongSwan daemon in a namespace: IKEv2, and ESP in UDP datagrams (RFC 3948) from user space, so that the kernel needs
 * no IPsec. The packets that it protects go by a TUN device of its own.
 */
public final class Ike implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Namespace at;
    private final Path folder;
    private final Process charon;

    private Ike(Namespace at, Path folder, Process charon) {
        this.at = at;
        this.folder = folder;
        this.charon = charon;
    }

    /**
     * One end of a connection.
     *
     * @param address from and to which the datagrams go
     * @param inside the network whose packets they carry
     */
    public record End(String address, String inside) {}

    /** Starts a daemon that knows one connection, and answers to the other end's. */
    public static Ike start(Namespace at, End near, End far) {
        try {
            Path folder = Files.createTempDirectory("taplane-ike-");
            Files.writeString(folder.resolve("strongswan.conf"), daemonConfig(folder));
            Files.writeString(folder.resolve("swanctl.conf"), connection(near, far));
            Ike ike = new Ike(at, folder, launch(at, folder));
            try {
                ike.load();
            } catch (AssertionError e) {
                ike.close();
                throw e;
            }
            return ike;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Namespace at, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(at.inside(List.of("charon-systemd")));
        builder.environment()
                .put("STRONGSWAN_CONF", folder.resolve("strongswan.conf").toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private void load() {
        Eventually.await("the daemon's socket", BOUND, () -> Files.exists(folder.resolve("vici")));
        swanctl("--load-all", "--file", folder.resolve("swanctl.conf").toString());
    }

    /** Brings the connection up. */
    public void initiate() {
        swanctl("--initiate", "--child", "inside");
    }

    private void swanctl(String... words) {
        List<String> command =
                new ArrayList<>(List.of("env", "STRONGSWAN_CONF=" + folder.resolve("strongswan.conf"), "swanctl"));
        command.addAll(List.of(words));
        command.addAll(List.of("--uri", "unix://" + folder.resolve("vici")));
        at.run(BOUND, command);
    }

    private static String daemonConfig(Path folder) {
        return """
                charon-systemd {
                  load = random nonce aes sha1 sha2 hmac openssl gcm curve25519 kdf kernel-libipsec kernel-netlink socket-default vici updown
                  piddir = %1$s
                  plugins {
                    vici { socket = unix://%1$s/vici }
                    kernel-libipsec { allow_peer_ts = yes }
                  }
                }
                swanctl { load = openssl random }
                """.formatted(folder);
    }

    private static String connection(End near, End far) {
        return """
                connections {
                  pair {
                    version = 2
                    local_addrs = %1$s
                    remote_addrs = %3$s
                    proposals = aes128-sha256-x25519
                    encap = yes
                    local { auth = psk
                      id = %1$s }
                    remote { auth = psk
                      id = %3$s }
                    children { inside {
                      local_ts = %2$s
                      remote_ts = %4$s
                      esp_proposals = aes128gcm16-x25519
                      updown = /usr/lib/ipsec/_updown iptables } }
                  }
                }
                secrets { ike { secret = "a secret of two stations" } }
                """.formatted(near.address(), near.inside(), far.address(), far.inside());
    }

    @Override
    public void close() {
        try {
            charon.destroy();
            charon.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
