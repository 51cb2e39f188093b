package org.taplane.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.Config;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.PortException;
import org.taplane.daemon.ports.TapReading;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** Ports and bridges that come and go while others forward. In the daemon's package, because no command does it yet. */
@KernelTest
final class SwitchChangeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Config config = config("t0: {type: tap, netns: %1$s}", "t1: {type: tap, netns: %1$s}");
    private final Switch running = resources.add(
            new Switch(config.workers(), TapReading.DIRECT, new SystemIdentity("seed", "host", "taplane")));

    @BeforeEach
    void start() throws PortException {
        running.prepare(config);
        running.start();
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    private Config config(String... ports) {
        String text = "workers: 2\nbridges: {br0: {ports: {%s}}}\n"
                .formatted(String.join(", ", ports).formatted(at));
        return switch (ConfigLoader.parse("test.yaml", text.getBytes(StandardCharsets.UTF_8))) {
            case ConfigResult.Loaded loaded -> loaded.config();
            case ConfigResult.Rejected rejected ->
                throw new AssertionError(rejected.errors().toString());
        };
    }

    private PortConfig port(String port) {
        return config(port).bridges().getFirst().ports().getFirst();
    }

    private RunningBridge bridge() {
        return running.bridges().getFirst();
    }

    private RunningPort add(String port) throws PortException {
        running.add(bridge(), port(port));
        return bridge().ports().getLast();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static void assertForwards(RawPort from, RawPort to, String text) {
        TestFrame frame = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x10)).saying(text);
        Eventually.await(text, PATIENCE, () -> {
            from.send(frame);
            return to.captured().contains(frame);
        });
    }

    @Test
    void aTapComesAndGoes() throws Exception {
        RawPort t0 = resources.add(RawPort.open(at, "t0"));
        RawPort t1 = resources.add(RawPort.open(at, "t1"));
        assertForwards(t0, t1, "before");
        long before = descriptors();
        for (int round = 0; round < 3; round++) {
            RunningPort t2 = add("t2: {type: tap, netns: %1$s}");
            assertThat(t2.slot()).isEqualTo(2);
            try (RawPort guest = RawPort.open(at, "t2")) {
                assertForwards(t0, guest, "to the guest " + round);
                assertForwards(guest, t1, "from the guest " + round);
            }
            running.remove(bridge(), t2);
            assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
            assertForwards(t0, t1, "after " + round);
        }
        assertThat(descriptors()).isEqualTo(before);
    }

    @Test
    void tunnelsOfOneEndpointComeAndGo() throws Exception {
        long before = descriptors();
        String tunnel = ": {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2], udp-port: 14789, vni: ";
        for (int round = 0; round < 2; round++) {
            RunningPort first = add("vx" + tunnel + "42}");
            RunningPort second = add("vy" + tunnel + "43}");
            running.remove(bridge(), first);
            assertThatThrownBy(() -> add("vz: {type: vxlan, local: 192.0.2.1, remotes: [127.0.0.2], vni: 1}"))
                    .isInstanceOf(PortException.class);
            running.remove(bridge(), second);
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(bridge().ports()).extracting(RunningPort::name).containsExactly("t0", "t1");
    }

    @Test
    void aBridgeComesAndGoes() throws Exception {
        Config other = config("t2: {type: tap, netns: %1$s}", "t3: {type: tap, netns: %1$s}");
        running.add(other.bridges().getFirst());
        RunningBridge added = running.bridges().getLast();
        try (RawPort t2 = RawPort.open(at, "t2");
                RawPort t3 = RawPort.open(at, "t3")) {
            assertForwards(t2, t3, "on the other bridge");
        }
        running.remove(added);
        assertThat(running.bridges()).hasSize(1);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
        assertThat(List.of(bridge().name())).containsExactly("br0");
    }
}
