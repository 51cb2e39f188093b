package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.TestFrame;

/** A configuration that changes while the daemon runs: by files, by single edits, by SIGHUP. */
@KernelTest
final class LiveConfigIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REFUSED = 2;
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  t0: {type: tap}
                  t1: {type: tap}
            """;
    private static final String OTHER = """
            bridges:
              br0:
                ageing: 60s
                ports:
                  t0: {type: tap, vlan: {access: 10}, mtu: 1400}
                  t2: {type: tap}
              br1:
                ports:
                  t3: {type: tap}
            """;

    private final Resources resources = new Resources();
    private final Namespace at = quiet("switch");
    private final Daemon daemon = resources.add(Daemon.start(at, 2, BRIDGES));

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(backup());
        resources.close();
    }

    /** No device says anything by itself. */
    private Namespace quiet(String label) {
        Namespace namespace = resources.namespace(label);
        namespace.sysctl("net/ipv6/conf/default/disable_ipv6", "1");
        return namespace;
    }

    private Path backup() {
        return daemon.file().resolveSibling(daemon.file().getFileName() + "~");
    }

    private Shell.Result apply(String bridges, String... options) {
        daemon.rewrite(bridges);
        String[] command = new String[options.length + 2];
        command[0] = "apply";
        command[1] = daemon.file().toString();
        System.arraycopy(options, 0, command, 2, options.length);
        return daemon.command(command);
    }

    private String shown() {
        return daemon.command("show", "config").succeeded().output();
    }

    private int ifindex(String device) {
        return Integer.parseInt(
                at.run("cat /sys/class/net/" + device + "/ifindex").output().strip());
    }

    private List<String> stations() {
        return StreamSupport.stream(daemon.show("fdb").spliterator(), false)
                .map(entry -> entry.path("vlan").asText() + " "
                        + entry.path("mac").asText() + " " + entry.path("port").asText() + " "
                        + entry.path("type").asText())
                .sorted()
                .toList();
    }

    private void learn(String device, Mac station) {
        try (RawPort port = RawPort.open(at, device)) {
            Eventually.await(station + " is known", PATIENCE, () -> {
                port.send(TestFrame.to(Mac.BROADCAST).from(station));
                return stations().stream().anyMatch(line -> line.contains(station + " " + device));
            });
        }
    }

    private void awaitMtu(String port, int mtu) {
        Eventually.await(
                port + " has MTU " + mtu,
                PATIENCE,
                () -> daemon.port(port).path("mtu").asInt() == mtu);
    }

    @Test
    void aFileAddsChangesAndRemoves() {
        String before = shown();
        int index = ifindex("t0");
        String plan = """
                + bridge br1
                ~ bridge br0: ageing 60s
                ~ port br0/t0: vlan {access: 10}, mtu 1400
                + port br0/t2: tap, vlan access 1
                + port br1/t3: tap, vlan access 1
                - port br0/t1
                """;

        assertThat(apply(OTHER, "--dry-run").succeeded().output()).isEqualTo(plan);
        assertThat(shown()).isEqualTo(before);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");

        assertThat(apply(OTHER).succeeded().output()).isEqualTo(plan);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t2", "t3");
        assertThat(ifindex("t0")).isEqualTo(index);
        awaitMtu("t0", 1400);
        assertThat(daemon.show("bridges").findValuesAsText("name")).containsExactly("br0", "br1");
        assertThat(daemon.show("bridges").findValuesAsText("ageing")).containsExactly("60", "300");
        assertThat(apply(OTHER).succeeded().output()).isEqualTo("no change\n");

        assertThat(apply(BRIDGES).succeeded().output()).contains("- bridge br1", "~ port br0/t0: no vlan, no mtu");
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
        awaitMtu("t0", 1500);
        daemon.stop();
        assertThat(at.interfaces()).isEmpty();
    }

    @Test
    void aWrongFileChangesNothing() {
        String before = shown();
        Shell.Result result = apply(OTHER.replace("type: tap}\n  br1", "type: tip}\n  br1"));
        assertThat(result.exit()).isEqualTo(REFUSED);
        assertThat(result.error()).startsWith(daemon.file() + ":8:18: ").contains("tip");
        assertThat(apply("poll: adaptive\n" + OTHER).error()).contains("poll cannot change while the daemon runs");
        assertThat(shown()).isEqualTo(before);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
    }

    @Test
    void aStepThatFailsIsUndoneWithAllBeforeIt() {
        daemon.command("fdb", "add", "br0", Mac.of(9).toString(), "--port", "t1")
                .succeeded();
        learn("t0", Mac.of(1));
        at.run("ip link add t3 type bridge");
        String before = shown();
        List<String> known = stations();

        Shell.Result result = apply(OTHER);

        assertThat(result.exit()).isEqualTo(REFUSED);
        assertThat(result.error())
                .startsWith(daemon.file() + ":11:7: port t3: ")
                .contains("; expected ");
        assertThat(shown()).isEqualTo(before);
        assertThat(stations()).isEqualTo(known);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1", "t3");
        assertThat(at.run("cat /sys/class/net/t0/mtu").output()).isEqualTo("1500\n");
        assertThat(daemon.show("bridges").findValuesAsText("ageing")).containsExactly("300");
        at.run("ip link del t3");
        apply(OTHER).succeeded();
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t2", "t3");
    }

    @Test
    void whatATableTooSmallForgotIsKnownAgainWhenTheChangeIsTakenBack() {
        for (int station = 1; station <= 3; station++) {
            learn("t0", Mac.of(station));
            learn("t1", Mac.of(station + 3));
        }
        List<String> known = stations();
        Shell.Result result = apply("""
                bridges:
                  br0:
                    max-macs: 3
                    ports:
                      t0: {type: tap, max-macs: 1}
                      t1: {type: tap}
                      t2: {type: packet, device: nothere}
                """);
        assertThat(result.error()).contains("nothere does not exist");
        assertThat(stations()).isEqualTo(known).hasSize(6);
    }

    /** What is set on the device can be set on no other: the index, the counters and the station stay. */
    @Test
    void aPortKeepsItsDeviceOverAChange() {
        learn("t0", Mac.of(1));
        int index = ifindex("t0");
        long frames = daemon.port("t0").path("rx").path("frames").asLong();
        daemon.command(
                        "port",
                        "set",
                        "t0",
                        "mtu=1400,mac=\"02:00:00:00:00:77\",address=[10.0.0.1/24,10.0.0.2/24],max-macs=5,isolated=true")
                .succeeded();
        assertThat(at.run("ip -o addr show dev t0").output()).contains("10.0.0.1/24", "10.0.0.2/24");
        daemon.command("port", "set", "t0", "address=[10.0.0.2/24],vlan.trunk=[1-20],vlan.native=1")
                .succeeded();

        assertThat(ifindex("t0")).isEqualTo(index);
        assertThat(at.run("ip -o addr show dev t0").output())
                .contains("10.0.0.2/24")
                .doesNotContain("10.0.0.1/24");
        assertThat(at.run("cat /sys/class/net/t0/address").output()).isEqualTo("02:00:00:00:00:77\n");
        awaitMtu("t0", 1400);
        JsonNode row = daemon.port("t0");
        assertThat(row.path("max-macs").asInt()).isEqualTo(5);
        assertThat(row.path("rx").path("frames").asLong()).isGreaterThanOrEqualTo(frames);
        assertThat(stations()).contains("1 " + Mac.of(1) + " t0 dynamic");

        daemon.command("port", "set", "t0", "vlan.trunk=[2-20],vlan.native=2").succeeded();
        assertThat(stations()).doesNotContain("1 " + Mac.of(1) + " t0 dynamic");
        assertThat(ifindex("t0")).isEqualTo(index);
    }

    @Test
    void theTableGrowsAndShrinksWithItsEntries() {
        daemon.command("bridge", "set", "br0", "max-macs=4").succeeded();
        for (int station = 1; station <= 6; station++) {
            learn("t0", Mac.of(station));
        }
        assertThat(daemon.show("bridges").get(0).path("macs").asInt()).isEqualTo(4);
        daemon.command("bridge", "set", "br0", "max-macs=100000").succeeded();
        assertThat(stations()).contains("1 " + Mac.of(6) + " t0 dynamic").hasSize(4);
        learn("t1", Mac.of(7));
        daemon.command("bridge", "set", "br0", "max-macs=2").succeeded();
        assertThat(daemon.show("bridges").get(0).path("max-macs").asInt()).isEqualTo(2);
        assertThat(stations()).hasSize(2).contains("1 " + Mac.of(7) + " t1 dynamic");
    }

    @Test
    void aPortThatIsDownLetsNothingPass() {
        RawPort t0 = resources.add(RawPort.open(at, "t0"));
        RawPort t1 = resources.add(RawPort.open(at, "t1"));
        TestFrame frame = TestFrame.to(Mac.BROADCAST).from(Mac.of(1)).saying("disabled");
        assertThat(daemon.command("port", "down", "t0").succeeded().output())
                .isEqualTo("~ port br0/t0: enabled false\n");
        assertThat(daemon.port("t0").path("state").asText()).isEqualTo("disabled");
        assertThat(daemon.command("show", "ports").succeeded().output()).containsPattern("t0 +tap +disabled ");
        t0.send(frame);
        Eventually.await("it is counted", PATIENCE, () -> daemon.drops("t0", "port-down") > 0);
        t1.send(frame.saying("other way"));
        Eventually.await("it is dropped", PATIENCE, () -> daemon.drops("t1", "no-egress") > 0);
        assertThat(t1.captured()).doesNotContain(frame);

        assertThat(daemon.command("port", "up", "t0").succeeded().output()).isEqualTo("~ port br0/t0: no enabled\n");
        Eventually.await("it passes again", PATIENCE, () -> {
            t0.send(frame);
            return t1.captured().contains(frame);
        });
        assertThat(t0.captured()).doesNotContain(frame.saying("other way"));
    }

    @Test
    void singleEditsAndTheFileThatTheyMake() throws IOException {
        String original = Files.readString(daemon.file());
        daemon.command("bridge", "add", "br1", "ageing=20s").succeeded();
        daemon.command("port", "add", "br1", "t2", "type=tap,vlan.access=7").succeeded();
        assertThat(daemon.command("fdb", "add", "br1", Mac.of(5).toString(), "--vlan", "7", "--port", "t2")
                        .succeeded()
                        .output())
                .isEqualTo("+ station br1/" + Mac.of(5) + " vlan 7: behind port t2\n");
        learn("t0", Mac.of(1));
        assertThat(stations()).containsExactly("1 " + Mac.of(1) + " t0 dynamic", "7 " + Mac.of(5) + " t2 static");
        daemon.command("fdb", "flush", "--bridge", "br0").succeeded();
        assertThat(stations()).containsExactly("7 " + Mac.of(5) + " t2 static");
        assertThat(daemon.command("fdb", "flush", "--port", "t9").error()).contains("there is no port \"t9\"");

        Path copy = Files.writeString(daemon.file().resolveSibling("shown.yaml"), shown());
        assertThat(daemon.command("apply", copy.toString()).succeeded().output())
                .isEqualTo("no change\n");
        Files.delete(copy);
        daemon.command("save").succeeded();
        assertThat(Files.readString(backup())).isEqualTo(original);
        assertThat(Files.readString(daemon.file())).isEqualTo(shown());

        daemon.command("fdb", "del", "br1", Mac.of(5).toString(), "--vlan", "7").succeeded();
        assertThat(stations()).isEmpty();
        daemon.command("port", "del", "t2").succeeded();
        daemon.command("bridge", "del", "br1").succeeded();
        assertThat(daemon.command("bridge", "del", "br1").exit()).isEqualTo(REFUSED);
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
        daemon.stop();
        assertThat(at.interfaces()).isEmpty();
        Daemon again = resources.add(daemon.restart());
        assertThat(again.show("fdb").findValuesAsText("mac"))
                .containsExactly(Mac.of(5).toString());
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1", "t2");
    }

    @Test
    void aPortThatMovesKeepsItsStaticEntries() {
        Namespace guest = quiet("guest");
        daemon.command("fdb", "add", "br0", Mac.of(9).toString(), "--port", "t1")
                .succeeded();
        assertThat(daemon.command("port", "set", "t1", "netns=" + guest)
                        .succeeded()
                        .output())
                .isEqualTo("~ port br0/t1: netns " + guest + " (the device is made anew)\n");
        assertThat(at.interfaces()).containsExactly("t0");
        assertThat(guest.interfaces()).containsExactly("t1");
        assertThat(stations()).containsExactly("1 " + Mac.of(9) + " t1 static");
        Shell.Result lost = daemon.command("port", "set", "t1", "netns=nowhere-to-be-found");
        assertThat(lost.exit()).isEqualTo(REFUSED);
        assertThat(guest.interfaces()).containsExactly("t1");
        assertThat(stations()).containsExactly("1 " + Mac.of(9) + " t1 static");
    }

    @Test
    void aHangupReadsTheFileAgain() {
        daemon.rewrite(OTHER);
        daemon.hangUp();
        daemon.awaitLog("is in force as revision 2");
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t2", "t3");
        daemon.hangUp();
        daemon.awaitLog("is in force already");
        daemon.rewrite(OTHER.replace("ageing: 60s", "ageing: soon"));
        daemon.hangUp();
        daemon.awaitLog(daemon.file() + ":5:");
        assertThat(daemon.log().split("change by SIGHUP is refused, nothing is changed: " + daemon.file() + ":5:", -1))
                .as("said once")
                .hasSize(2);
        assertThat(daemon.show("bridges").get(0).path("ageing").asInt()).isEqualTo(60);
    }

    @Test
    void whoComesLateIsTold() {
        daemon.command("port", "down", "t0", "--revision", "1").succeeded();
        Shell.Result late = daemon.command("port", "down", "t1", "--revision", "1");
        assertThat(late.exit()).isEqualTo(REFUSED);
        assertThat(late.error())
                .contains("revision 2 is in force")
                .contains("revision 2 (")
                .contains("~ port br0/t0: enabled false");
        assertThat(daemon.port("t1").path("state").asText()).isEqualTo("up");
    }
}
