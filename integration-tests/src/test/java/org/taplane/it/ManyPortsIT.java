package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;

/** A switch with hundreds of ports ends as quickly as one with two: {@link Daemon#stop} allows two seconds. */
@KernelTest
final class ManyPortsIT {
    private static final int PORTS = 400;

    private final Resources resources = new Resources();

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void fourHundredPortsGoTogether() {
        Namespace at = resources.namespace("switch");
        Namespace elsewhere = resources.namespace("elsewhere");
        String ports = IntStream.range(0, PORTS)
                .mapToObj(port ->
                        "      t%d: {type: tap%s}\n".formatted(port, port % 2 == 0 ? "" : ", netns: " + elsewhere))
                .collect(Collectors.joining());
        Daemon daemon = resources.add(Daemon.start(at, 2, "bridges:\n  br0:\n    ports:\n" + ports));
        assertThat(at.interfaces()).hasSize(PORTS / 2);
        at.run("ip link set dev t2 netns " + elsewhere);
        at.run("ip link delete dev t4");
        daemon.stop();

        assertThat(at.interfaces()).isEmpty();
        assertThat(elsewhere.interfaces()).isEmpty();
    }
}
