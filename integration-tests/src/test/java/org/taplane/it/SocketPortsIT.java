package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.KernelVxlan;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.QemuHub;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Transfer;

/**
 * QEMU at the other end of stream and dgram ports. A station behind a TAP reaches one behind a kernel's VXLAN device, and on
 * its way each frame leaves the daemon by one kind of socket, goes through QEMU, and comes back by another.
 */
@KernelTest
final class SocketPortsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NEAR = "10.0.0.1";
    private static final String FAR = "10.0.0.2";
    private static final int VNI = 42;
    private static final int BYTES = 8 << 20;

    @TempDir
    Path directory;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace near = resources.namespace("near");
    private final Namespace far = resources.namespace("far");

    @BeforeEach
    void join() {
        Underlay.IPV4.join(at, far, true);
        KernelVxlan.create(
                far, "vx", new Tunnel(VNI, Underlay.IPV4.host(2), List.of(Underlay.IPV4.host(1)), Optional.empty()));
        far.run("ip address add %s/24 dev vx".formatted(FAR));
        far.run("ip link set dev vx mtu 1450");
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    private Daemon start(String out, String in) {
        return resources.add(Daemon.start(at, 2, """
                bridges:
                  br0:
                    ports:
                      tap0: {type: tap, netns: %s, address: [%s/24], mtu: 1450}
                      out: {%s}
                  br1:
                    ports:
                      in: {%s}
                      vx: {type: vxlan, local: %s, remotes: [%s], vni: %d}
                """.formatted(near.name(), NEAR, out, in, Underlay.IPV4.host(1), Underlay.IPV4.host(2), VNI)));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private QemuHub unixHub() {
        return resources.add(QemuHub.join(
                at,
                "stream,server=on,addr.type=unix,addr.path=" + path("s"),
                "dgram,local.type=unix,local.path=%s,remote.type=unix,remote.path=%s".formatted(path("q"), path("d"))));
    }

    private void assertEverythingPasses() {
        Ping.awaitAnswer(near, FAR);
        Ping.allAnswered(near, FAR, 1400);
        Transfer.tcp(near, far, FAR, BYTES);
        Transfer.tcp(far, near, NEAR, BYTES);
    }

    @Test
    void unixSocketsAndAPeerThatComesAgain() {
        Daemon daemon = start(
                "type: stream, connect: " + path("s"),
                "type: dgram, local: %s, remote: %s".formatted(path("d"), path("q")));
        assertThat(daemon.port("out").path("state").asText()).isEqualTo("down");
        assertThat(daemon.port("out").toString()).contains("No such file");
        QemuHub first = unixHub();
        assertEverythingPasses();

        first.kill();
        Eventually.await(
                "the link goes down",
                PATIENCE,
                () -> daemon.port("out").path("state").asText().equals("down"));
        remove(path("s")); // QEMU does not replace a file that a killed one has left
        unixHub();
        Ping.awaitAnswer(near, FAR);

        daemon.stop();
        assertThat(directory.resolve("d")).doesNotExist();
    }

    private static void remove(String path) {
        try {
            Files.delete(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tcpAndUdp() {
        start(
                "type: stream, connect: \"127.0.0.1:5555\"",
                "type: dgram, local: \"127.0.0.1:5556\", remote: \"127.0.0.1:5557\"");
        resources.add(QemuHub.join(
                at,
                "stream,server=on,addr.type=inet,addr.host=127.0.0.1,addr.port=5555",
                "dgram,local.type=inet,local.host=127.0.0.1,local.port=5557,"
                        + "remote.type=inet,remote.host=127.0.0.1,remote.port=5556"));

        assertEverythingPasses();
    }
}
