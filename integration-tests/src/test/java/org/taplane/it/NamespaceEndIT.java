package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;

/**
 * Namespaces end although ports were in them, and ports come back with the name. The witness of an end is a veth whose far
 * end is outside: it goes with the namespace.
 */
@KernelTest
@ParameterizedClass
@EnumSource(names = {"TAPLANE_1", "TAPLANE_2"})
final class NamespaceEndIT {
    private static final Duration BOUND = Duration.ofSeconds(15);

    private final Device device;
    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace station = resources.namespace("station");
    private final Namespace web = resources.namespace("web");

    NamespaceEndIT(Device device) {
        this.device = device;
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    private Daemon start(String web) {
        return resources.add(Daemon.start(at, device, """
                bridges:
                  br0:
                    ports:
                      near: {type: tap, netns: %s, address: [10.0.0.2/24]}
                      web: %s
                """.formatted(station, web.formatted(this.web))));
    }

    private Daemon startPacket() {
        wire();
        return start("{type: packet, device: eth1, netns: %s}");
    }

    /** A device to be joined, whose other end has an address. */
    private void wire() {
        Shell.run("ip -n %s link add dev far type veth peer name eth1 netns %s".formatted(at, web));
        web.run("ip link set dev eth1 up");
        at.run("ip link set dev far up");
        at.run("ip address add 10.0.0.1/24 dev far");
    }

    private void deleteName() {
        Shell.run("ip netns delete " + web);
    }

    private void makeAnew() {
        Shell.run("ip netns add " + web);
    }

    @Test
    void aNamespaceWithAPacketPortEndsAndTheNextOfItsNameIsJoined() {
        Daemon daemon = startPacket();
        Ping.awaitAnswer(at, "10.0.0.2");
        deleteName();
        awaitMissing(daemon, "network namespace \"%s\" does not exist".formatted(web));
        awaitEnd();
        makeAnew();
        awaitMissing(daemon, "device eth1 does not exist in network namespace \"%s\"".formatted(web));
        wire();
        awaitState(daemon, "up");
        Ping.awaitAnswer(at, "10.0.0.2");
        assertThat(daemon.log()
                        .lines()
                        .filter(line -> line.contains("port web:") && line.contains("eth1 does not exist")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aNamespaceWithATapEndsAndTheNextOfItsNameHasTheTap() {
        Daemon daemon = start("{type: tap, netns: %s, address: [10.0.0.1/24]}");
        Shell.run("ip -n %s link add dev far type veth peer name other netns %s".formatted(at, web));
        Ping.awaitAnswer(station, "10.0.0.1");
        endsAndComesBack(daemon);
    }

    @Test
    void aNamespaceWithAVethEndsAndTheNextOfItsNameHasOne() {
        Daemon daemon = start("{type: veth, netns: %s, address: [10.0.0.1/24]}");
        Shell.run("ip -n %s link add dev far type veth peer name other netns %s".formatted(at, web));
        Ping.awaitAnswer(station, "10.0.0.1");
        endsAndComesBack(daemon);
    }

    @Test
    void aNamespaceEndsAlthoughItsVethIsElsewhere() {
        Daemon daemon = start("{type: veth, netns: %s, address: [10.0.0.1/24]}");
        Shell.run("ip -n %s link add dev far type veth peer name other netns %s".formatted(at, web));
        web.run("ip link set dev web netns " + at);
        endsAndComesBack(daemon);
        assertThat(at.interfaces()).doesNotContain("web");
    }

    @Test
    void aVethMayWaitForItsNamespace() {
        deleteName();
        Daemon daemon = start("{type: veth, netns: %s, address: [10.0.0.1/24], on-missing: wait}");
        awaitMissing(daemon, "network namespace \"%s\" does not exist".formatted(web));
        makeAnew();
        awaitState(daemon, "up");
        Ping.awaitAnswer(station, "10.0.0.1");
    }

    /** A TAP device is held in the namespace in which it was made, wherever it is. */
    @Test
    void aNamespaceEndsAlthoughItsTapIsElsewhere() {
        Daemon daemon = start("{type: tap, netns: %s, address: [10.0.0.1/24]}");
        Shell.run("ip -n %s link add dev far type veth peer name other netns %s".formatted(at, web));
        web.run("ip link set dev web netns " + at);
        daemon.awaitLog("port web: the device moved to another network namespace");
        endsAndComesBack(daemon);
    }

    @Test
    void aNamespaceThatIsReplacedAtOnceIsJoined() {
        Daemon daemon = startPacket();
        Shell.run(Shell.BOUND, List.of("sh", "-c", "ip netns delete %1$s && ip netns add %1$s".formatted(web)))
                .succeeded();
        awaitEnd();
        wire();
        awaitState(daemon, "up");
        Ping.awaitAnswer(at, "10.0.0.2");
    }

    @Test
    void aPortMayWaitForItsNamespace() {
        deleteName();
        Daemon daemon = start("{type: packet, device: eth1, netns: %s, on-missing: wait}");
        awaitMissing(daemon, "network namespace \"%s\" does not exist".formatted(web));
        makeAnew();
        wire();
        awaitState(daemon, "up");
        Ping.awaitAnswer(at, "10.0.0.2");
    }

    @Test
    void aTapMayWaitForItsNamespace() {
        deleteName();
        Daemon daemon = start("{type: tap, netns: %s, address: [10.0.0.1/24], on-missing: wait}");
        awaitMissing(daemon, "network namespace \"%s\" does not exist".formatted(web));
        makeAnew();
        awaitState(daemon, "up");
        Ping.awaitAnswer(station, "10.0.0.1");
    }

    @Test
    void aRenamedInterfaceIsFollowedUntilItIsDeleted() {
        Daemon daemon = startPacket();
        web.run("ip link set dev eth1 name eth9");
        daemon.awaitLog("port web: the device was renamed from eth1 to eth9");
        web.run("ip link add dev eth1 type bridge");
        Ping.awaitAnswer(at, "10.0.0.2");
        web.run("ip link delete dev eth1");
        web.run("ip link delete dev eth9");
        awaitMissing(daemon, "device eth1 does not exist in network namespace \"%s\"".formatted(web));
    }

    @Test
    void anInterfaceThatMovesAwayIsGoneUntilItIsBack() {
        Daemon daemon = startPacket();
        web.run("ip link set dev eth1 netns " + station);
        awaitMissing(daemon, "device eth1 does not exist in network namespace \"%s\"".formatted(web));
        station.run("ip link set dev eth1 netns " + web);
        web.run("ip link set dev eth1 up");
        awaitState(daemon, "up");
        Ping.awaitAnswer(at, "10.0.0.2");
    }

    private void awaitEnd() {
        Eventually.passes(BOUND, () -> assertThat(at.interfaces()).doesNotContain("far"));
    }

    private void endsAndComesBack(Daemon daemon) {
        deleteName();
        awaitEnd();
        awaitMissing(daemon, "network namespace \"%s\" does not exist".formatted(web));
        makeAnew();
        awaitState(daemon, "up");
        Ping.awaitAnswer(station, "10.0.0.1");
    }

    private static void awaitMissing(Daemon daemon, String why) {
        Eventually.passes(BOUND, () -> {
            assertThat(daemon.port("web").path("why").asText()).isEqualTo(why);
            assertThat(daemon.port("web").path("state").asText()).isEqualTo("missing");
        });
    }

    private static void awaitState(Daemon daemon, String state) {
        Eventually.passes(
                BOUND,
                () -> assertThat(daemon.port("web").path("state").asText()).isEqualTo(state));
    }
}
