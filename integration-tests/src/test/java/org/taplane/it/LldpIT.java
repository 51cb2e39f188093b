package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Lldpd;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;

/** LLDP with lldpd at the other end of a link. */
@KernelTest
final class LldpIT {
    private static final Mac NEAREST_BRIDGE = Mac.parse("01:80:c2:00:00:0e");
    private static final int LLDP = 0x88cc;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Resources resources = new Resources();

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void theSwitchAndLldpdKnowEachOtherAndTakeLeave() {
        Namespace at = resources.namespace("switch");
        Namespace peer = resources.namespace("peer");
        Veth.between(at, "wire", peer, "eth0");
        Daemon daemon = resources.add(Daemon.start(at, 2, """
                bridges:
                  br0:
                    ports:
                      wire: {type: packet, device: wire, vlan: {trunk: [20], native: 10}, lldp: {ttl: 60s}}
                      other: {type: tap, vlan: {access: 10}}
                """));
        RawPort other = resources.add(RawPort.open(at, "other"));
        Lldpd lldpd = resources.add(Lldpd.start(peer, "eth0", "a peer"));

        Eventually.passes(PATIENCE, () -> assertLldpdIsKnown(daemon, peer));
        Eventually.passes(PATIENCE, () -> assertTheSwitchIsKnown(lldpd));
        assertThat(daemon.show("bridges").path(0).path("features").path(0).asText())
                .isEqualTo("lldp");
        assertThat(other.captured()).as("on another port").noneMatch(frame -> frame.type() == LLDP);

        daemon.command("port", "set", "wire", "lldp.transmit=false").succeeded();
        Eventually.await(
                "lldpd has been told to forget the switch",
                PATIENCE,
                () -> interfaces(lldpd).isEmpty());
        lldpd.close();
        Eventually.await(
                "lldpd has taken leave", PATIENCE, () -> neighbours(daemon).isEmpty());
        assertThat(daemon.show("lldp").path(0).path("aged-out").asInt()).isZero();
    }

    private static void assertLldpdIsKnown(Daemon daemon, Namespace peer) {
        JsonNode neighbour = neighbours(daemon).path(0);
        assertThat(neighbour.path("system-description").asText()).isEqualTo("a peer");
        assertThat(neighbour.path("port-description").asText()).isEqualTo("eth0");
        assertThat(neighbour.path("chassis").asText())
                .isEqualTo(peer.run("cat /sys/class/net/eth0/address").output().strip());
        assertThat(neighbour.path("capabilities").toString()).contains("bridge", "station-only");
    }

    private static JsonNode neighbours(Daemon daemon) {
        return daemon.show("lldp").path(0).path("neighbours");
    }

    private static JsonNode interfaces(Lldpd lldpd) {
        return lldpd.neighbours().path("lldp").path(0).path("interface");
    }

    private static void assertTheSwitchIsKnown(Lldpd lldpd) {
        JsonNode seen = interfaces(lldpd).path(0);
        JsonNode chassis = seen.path("chassis").path(0);
        assertThat(chassis.path("id").path(0).path("type").asText()).isEqualTo("mac");
        assertThat(chassis.path("descr").path(0).path("value").asText()).startsWith("taplane ");
        assertThat(chassis.path("capability").path(0).path("type").asText()).isEqualTo("Bridge");
        assertThat(chassis.path("capability").path(0).path("enabled").asBoolean())
                .isTrue();
        JsonNode port = seen.path("port").path(0);
        assertThat(port.path("id").path(0).path("type").asText()).isEqualTo("ifname");
        assertThat(port.path("id").path(0).path("value").asText()).isEqualTo("wire");
        assertThat(port.path("ttl").path(0).path("value").asText()).isEqualTo("60");
        assertThat(seen.path("vlan").path(0).path("vlan-id").asText()).isEqualTo("10");
        assertThat(seen.path("vlan").path(0).path("pvid").asBoolean()).isTrue();
    }

    /** What cannot be believed is counted, a flood is cut off, and a tagged frame is nobody's. */
    @Test
    void hostileFramesAreBoundedAndCounted() {
        Namespace at = resources.namespace("switch");
        Daemon daemon = resources.add(Daemon.start(at, 1, """
                bridges:
                  br0:
                    ports:
                      loud: {type: tap, lldp: {transmit: false}}
                      quiet: {type: tap}
                """));
        RawPort loud = resources.add(RawPort.open(at, "loud"));
        RawPort quiet = resources.add(RawPort.open(at, "quiet"));
        TestFrame lie = TestFrame.to(NEAREST_BRIDGE).from(Mac.of(7)).type(LLDP);
        loud.send(lie.vlan(1));
        IntStream.range(0, 500).forEach(i -> loud.send(lie.random(i, 60 + i)));
        quiet.send(lie);

        Eventually.passes(PATIENCE, () -> {
            JsonNode counts = daemon.show("lldp").path(0);
            long limited = daemon.drops("loud", "punt-rate");
            assertThat(counts.path("received").asLong() + limited).isEqualTo(500);
            assertThat(limited).isPositive();
            assertThat(counts.path("discarded").asLong()).isPositive();
            assertThat(counts.path("neighbours")).hasSizeLessThanOrEqualTo(8);
            assertThat(daemon.drops("loud", "link-local")).as("tagged").isEqualTo(1);
            assertThat(daemon.drops("quiet", "link-local")).isEqualTo(1);
        });
        assertThat(loud.captured()).noneMatch(frame -> frame.type() == LLDP);
        assertThat(quiet.captured()).noneMatch(frame -> frame.type() == LLDP);
    }
}
