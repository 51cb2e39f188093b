package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.it.kit.CaptureRun;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.NumberedFrames;
import org.taplane.it.kit.PcapngFile.Captured;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Transfer;

/** What {@code taplane capture} shows, to whom, and what it never does: hold up frames. */
@KernelTest
final class CaptureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace near = resources.namespace("near");
    private final Namespace far = resources.namespace("far");
    private final Daemon daemon = resources.add(Daemon.start(at, 2, """
            bridges:
              br0:
                ports:
                  near: {type: tap, netns: %s, address: [10.9.0.1/24], vlan: {access: 10}}
                  far: {type: tap, netns: %s, address: [10.9.0.2/24], vlan: {access: 10}}
                  trunk: {type: tap, vlan: {trunk: [10]}}
                  t0: {type: tap}
                  t1: {type: tap}
              br1:
                ports:
                  single: {type: tap}
              br2:
                ports:
                  t2: {type: tap}
                  vx: {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2, 127.0.0.3], vni: 7}
                static-fdb: [{mac: "02:00:00:00:00:33", vlan: 1, port: vx, remote: 127.0.0.3}]
            """.formatted(near, far)));

    @AfterEach
    void remove() {
        resources.close();
    }

    private CaptureRun capture(String... arguments) {
        return resources.add(CaptureRun.start(daemon, arguments));
    }

    private static void awaitFrames(CaptureRun capture, long count, Predicate<Captured> what) {
        Eventually.passes(
                PATIENCE,
                () -> assertThat(capture.read().frames().stream().filter(what).count())
                        .isGreaterThanOrEqualTo(count));
    }

    @Test
    void aPingIsSeenOnBothPortsInBothDirections() {
        Ping.awaitAnswer(near, "10.9.0.2");
        CaptureRun capture = capture("near", "far", "-f", "icmp");
        Ping.awaitAnswer(near, "10.9.0.2");
        awaitFrames(capture, 4, frame -> true);
        assertThat(capture.interrupt()).startsWith("0 taplane: 4 frames captured, 0 lost");
        List<Captured> frames = capture.read().frames();
        assertThat(frames.stream().map(frame -> frame.port() + " " + frame.direction()))
                .containsExactly("br0/near in", "br0/far out", "br0/far in", "br0/near out");
        assertThat(frames).allMatch(frame -> frame.comments().contains("vlan 10"));
        assertThat(Shell.run("tcpdump -n -r " + capture.file()).output())
                .contains("10.9.0.1 > 10.9.0.2: ICMP echo request")
                .contains("10.9.0.2 > 10.9.0.1: ICMP echo reply");
    }

    @Test
    void aTagIsInTheFrameAsItIsOnThePort() {
        RawPort trunk = resources.add(RawPort.open(at, "trunk"));
        Ping.awaitAnswer(near, "10.9.0.2");
        CaptureRun capture = capture("--bridge", "br0", "-f", "vlan 10");
        trunk.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(9)).vlan(10));
        TestFrame untagged = TestFrame.to(Mac.BROADCAST).from(Mac.of(8));
        near.call(() -> {
            try (RawPort raw = RawPort.open(near, "near")) {
                raw.send(untagged);
            }
            return 0;
        });
        awaitFrames(capture, 1, frame -> frame.direction().equals("in"));
        awaitFrames(capture, 1, frame -> frame.direction().equals("out"));
        assertThat(capture.read().ports())
                .containsExactlyInAnyOrder("br0/near", "br0/far", "br0/trunk", "br0/t0", "br0/t1");
        assertThat(capture.read().frames()).allSatisfy(frame -> {
            assertThat(frame.port()).isEqualTo("br0/trunk");
            assertThat(frame.frame().tags()).hasSize(1);
        });
    }

    @Test
    void whatIsDroppedIsSeenWithItsReason() {
        RawPort trunk = resources.add(RawPort.open(at, "trunk"));
        RawPort t0 = resources.add(RawPort.open(at, "t0"));
        CaptureRun some = capture("--drops=vlan-not-allowed,source-zero", "trunk");
        CaptureRun all = capture("--drops");
        trunk.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(9)).vlan(11));
        t0.send(TestFrame.to(Mac.of(7)).from(Mac.of(0)));
        t0.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)).saying("this one passes"));
        awaitFrames(some, 1, frame -> true);
        awaitFrames(all, 1, frame -> frame.comments().contains("dropped: vlan-not-allowed"));
        assertThat(some.read().frames()).allSatisfy(frame -> {
            assertThat(frame.port() + " " + frame.direction()).isEqualTo("br0/trunk in");
            assertThat(frame.comments()).containsExactly("dropped: vlan-not-allowed", "vlan 11");
        });
        assertThat(all.read().frames())
                .allMatch(frame -> frame.comments().getFirst().startsWith("dropped: "))
                .noneMatch(frame -> frame.frame().source().equals(Mac.of(7)));
    }

    @Test
    void whatGoesIntoATunnelNamesTheRemote() {
        RawPort t2 = resources.add(RawPort.open(at, "t2"));
        CaptureRun capture = capture("vx", "-f", "ether src 02:00:00:00:00:07");
        t2.send(TestFrame.to(Mac.of(0x33)).from(Mac.of(7)));
        awaitFrames(capture, 1, frame -> true);
        assertThat(capture.read().frames()).allSatisfy(frame -> {
            assertThat(frame.port() + " " + frame.direction()).isEqualTo("br2/vx out");
            assertThat(frame.comments()).containsExactly("vlan 1", "to remote 127.0.0.3");
        });
    }

    @Test
    void largeSegmentsAreSeenAsTheyAre() {
        Ping.awaitAnswer(near, "10.9.0.2");
        CaptureRun capture = capture("near", "-f", "tcp", "-s", "128");
        Transfer.tcp(near, far, "10.9.0.2", 4 << 20);
        awaitFrames(
                capture,
                1,
                frame -> frame.length() > 3000
                        && frame.comments().contains("checksum to be completed")
                        && frame.comments().contains("to be cut into segments of 1448 bytes"));
    }

    @Test
    void itEndsAfterSoManyFramesAndKeepsSoManyBytes() {
        RawPort t0 = resources.add(RawPort.open(at, "t0"));
        CaptureRun capture = capture("t0", "-c", "3", "-s", "40", "-f", "ether proto 0x88b5");
        IntStream.range(0, 10)
                .forEach(
                        i -> t0.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)).random(i, 300)));
        assertThat(capture.end()).startsWith("0 taplane: 3 frames captured");
        assertThat(capture.read().frames())
                .hasSize(3)
                .allMatch(frame -> frame.frame().length() == 40 && frame.length() == 314);
    }

    @Test
    void withoutAFileTcpdumpPrints() {
        try (NumberedFrames frames = NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2))) {
            Shell.Result result = daemon.command("capture", "t0", "-c", "2", "-f", "ether src " + Mac.of(1));
            assertThat(result.exit()).as("%s", result).isZero();
            assertThat(result.output().lines().filter(line -> line.contains("ethertype Unknown (0x88b5)")))
                    .hasSize(2);
            Shell.Result without = daemon.commandWith(List.of("PATH=/nowhere"), "capture", "t0");
            assertThat(without.exit()).isEqualTo(1);
            assertThat(without.error()).contains("tcpdump, which is not installed; '-w FILE' writes them to a file");
            frames.end();
        }
    }

    @Test
    void whatMakesNoSenseIsOneClearLineAndLeavesAFileAlone() throws Exception {
        assertThat(refusal("nobody")).isEqualTo("taplane: the daemon refused: there is no port \"nobody\"\n");
        assertThat(refusal("--bridge", "nobody")).contains("there is no bridge \"nobody\"");
        assertThat(refusal("t0", "-f", "tcp port nonsense")).contains("the filter does not compile: ");
        assertThat(refusal("--drops=boredom")).contains("\"boredom\" is no reason of drops");
        assertThat(daemon.command("capture", "-w", "/nowhere/file").error())
                .contains("taplane: cannot write /nowhere/file: no such directory");
        assertThat(daemon.command("capture", "-s", "-1").exit()).isEqualTo(2);
    }

    private String refusal(String... arguments) throws Exception {
        var file = Files.createTempFile("tpit", ".pcapng");
        try {
            Files.writeString(file, "of value");
            String[] all = IntStream.range(0, arguments.length + 3)
                    .mapToObj(i -> i == 0
                            ? "capture"
                            : i <= arguments.length
                                    ? arguments[i - 1]
                                    : i == arguments.length + 1 ? "-w" : file.toString())
                    .toArray(String[]::new);
            Shell.Result result = daemon.command(all);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(Files.readString(file)).isEqualTo("of value");
            return result.error();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aFullDiskEndsItWithAFileThatIsWhole() {
        CaptureRun capture = resources.add(CaptureRun.startOnDisk(daemon, "64k", "t0"));
        try (NumberedFrames frames = NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2))) {
            assertThat(capture.end())
                    .startsWith("1 ")
                    .contains("frames captured")
                    .contains("No space left on device");
            frames.end();
        }
        Shell.Result read = Shell.run("tcpdump -n -r " + capture.file());
        assertThat(read.error()).doesNotContain("truncated");
        assertThat(capture.read().frames()).hasSizeGreaterThan(100);
    }

    @Test
    void aClientThatIsKilledLeavesNothingBehind() throws AdminException {
        long before = descriptorsOnceSettled();
        CaptureRun capture = capture("--bridge", "br0");
        CaptureRun other = capture("t0");
        capture.signal("KILL");
        other.signal("KILL");
        Eventually.passes(PATIENCE, () -> assertThat(daemon.descriptors()).isEqualTo(before));
        Eventually.passes(
                PATIENCE,
                () -> assertThat(daemon.processorsOf("taplane-capture")).isEmpty());
        for (int i = 0; i < 8; i++) {
            resources.add(new AdminClient(daemon.socket()).stream("GET", "capture?port=t0", Map.of(), new byte[0]));
        }
        Shell.Result ninth = daemon.command("capture", "t0");
        assertThat(ninth.error()).isEqualTo("taplane: the daemon refused: there are 8 captures already\n");
    }

    private long descriptorsOnceSettled() {
        daemon.show("ports");
        return daemon.descriptors();
    }

    @Test
    void aReaderThatSleepsLosesFramesAndHoldsNobodyUp() {
        RawPort single = resources.add(RawPort.open(at, "single"));
        CaptureRun capture = capture("single");
        NumberedFrames others = resources.add(NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2)));
        capture.signal("STOP");
        IntStream.range(0, 10_000)
                .forEach(i ->
                        single.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)).random(i, 1400)));
        NumberedFrames.Tally tally = others.end();
        assertThat(tally.firstFault()).isEmpty();
        assertThat(tally.arrived()).isEqualTo(tally.sent());
        capture.signal("CONT");
        awaitFrames(capture, 2500, frame -> true);
        String end = capture.interrupt();
        assertThat(end).startsWith("0 taplane: ").contains(" frames captured, ").doesNotContain(", 0 lost");
    }

    @Test
    void aPortThatIsDeletedEndsItsCaptureAndTheOthersGoOn() {
        CaptureRun ofOne = capture("t0");
        CaptureRun ofTwo = capture("t0", "single");
        CaptureRun ofBridge = capture("--bridge", "br0");
        daemon.command("port", "del", "t0").succeeded();
        assertThat(ofOne.end()).startsWith("0 ").contains("; the daemon has ended the capture: ");
        daemon.command("port", "add", "br0", "fresh", "type=tap").succeeded();
        RawPort fresh = resources.add(RawPort.open(at, "fresh"));
        RawPort single = resources.add(RawPort.open(at, "single"));
        fresh.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)));
        single.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)));
        awaitFrames(ofBridge, 1, frame -> frame.port().equals("br0/fresh"));
        awaitFrames(ofTwo, 1, frame -> frame.port().equals("br1/single"));
        daemon.stop();
        assertThat(ofTwo.end()).startsWith("0 ");
        assertThat(ofBridge.end()).startsWith("0 ");
    }

    @Test
    void aHandOverEndsItAndTheNextProcessCaptures() {
        Namespace there = resources.namespace("there");
        Daemon service = resources.add(
                Daemon.startService(there, 1, "bridges: {br0: {ports: {t0: {type: tap}, t1: {type: tap}}}}\n"));
        CaptureRun before = resources.add(CaptureRun.start(service, "t0"));
        service.upgrade();
        assertThat(before.end()).startsWith("0 ").contains("; the daemon has ended the capture: ");
        CaptureRun after = resources.add(CaptureRun.start(service, "t0"));
        RawPort t0 = resources.add(RawPort.open(there, "t0"));
        t0.send(TestFrame.to(Mac.BROADCAST).from(Mac.of(7)));
        awaitFrames(after, 1, frame -> frame.frame().source().equals(Mac.of(7)));
    }
}
