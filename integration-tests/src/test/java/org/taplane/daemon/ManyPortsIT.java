package org.taplane.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.Config;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.TapReading;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;

/**
 * A switch with hundreds of ports in two namespaces ends with nothing left. In the daemon's package, because on a busy
 * machine its start takes longer than a process may take to be ready.
 */
@KernelTest
final class ManyPortsIT {
    private static final int PORTS = 400;

    @Test
    void fourHundredPortsGoTogether() throws Exception {
        try (Resources resources = new Resources()) {
            Namespace at = resources.namespace("switch");
            Namespace elsewhere = resources.namespace("elsewhere");
            Config config = config(at, elsewhere);
            Switch running = resources.add(
                    new Switch(config.workers(), TapReading.DIRECT, new SystemIdentity("seed", "host", "taplane")));
            running.prepare(config);
            running.start();
            assertThat(at.interfaces()).hasSize(PORTS / 2);
            assertThat(elsewhere.interfaces()).hasSize(PORTS / 2);
            // What is not where it was made goes with its new neighbours; what has gone holds nobody up.
            at.run("ip link set dev t2 netns " + elsewhere);
            at.run("ip link delete dev t4");
            running.close();

            assertThat(at.interfaces()).isEmpty();
            assertThat(elsewhere.interfaces()).isEmpty();
        }
    }

    private static Config config(Namespace at, Namespace elsewhere) {
        String ports = IntStream.range(0, PORTS)
                .mapToObj(port -> "t%d: {type: tap, netns: %s}".formatted(port, port % 2 == 0 ? at : elsewhere))
                .collect(Collectors.joining(", "));
        String text = "workers: 2\nbridges: {br0: {ports: {%s}}}\n".formatted(ports);
        return switch (ConfigLoader.parse("test.yaml", text.getBytes(StandardCharsets.UTF_8))) {
            case ConfigResult.Loaded loaded -> loaded.config();
            case ConfigResult.Rejected rejected ->
                throw new AssertionError(rejected.errors().toString());
        };
    }
}
