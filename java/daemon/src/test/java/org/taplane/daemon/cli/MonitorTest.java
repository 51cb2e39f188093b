package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.api.AdminServer;
import org.taplane.control.event.Event;
import org.taplane.control.event.Event.Forgotten.Why;
import org.taplane.control.event.Event.Place;
import org.taplane.control.event.Event.Station;
import org.taplane.control.event.EventLog;

/** What {@code taplane monitor} prints, and how it ends. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonitorTest {
    private static final Station STATION = new Station("br0", 10, 0x0200_0000_0001L);
    private static final Place WEB = new Place("web", Optional.empty());
    private static final String NAME = "core\u001b[2J";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final SampleState state = new SampleState();
    private Path socket;

    @BeforeEach
    void choosePath() {
        socket = directory.resolve("s");
    }

    private int monitor(String... words) {
        return new Cli(
                        file -> ExitCode.FINE,
                        file -> List.of(),
                        action -> {},
                        new PrintWriter(new BufferedWriter(out)),
                        new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("monitor", "--socket", socket.toString()), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** It waits where a pool's threads are not to. */
    private static void start(Runnable command) {
        Thread.ofPlatform().daemon().start(command);
    }

    private AdminServer serve(SampleState served) throws IOException {
        return AdminServer.open(socket, served, SampleConfig.live(), SampleState::upgrade);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private void fill() {
        EventLog log = state.events;
        log.add(new Event.Learned(STATION, WEB));
        log.add(new Event.Moved(STATION, WEB, new Place("vx", Optional.of("10.98.0.2")), 3));
        log.add(new Event.Moved(STATION, new Place("vx", Optional.of("10.98.0.2")), WEB, 1));
        log.add(new Event.Forgotten(STATION, WEB, Why.AGED));
        log.add(new Event.StationsMissed("br0", 17));
        log.add(new Event.PortState("br0", "web", "up", 1500, Optional.empty()));
        log.add(new Event.PortState("br0", "wire", "missing", 0, Optional.of("device eth1 does not exist")));
        log.add(new Event.Applied(7, "root", List.of("+ port br0/db: tap", "- port br0/lab")));
        log.add(new Event.Refused("root", List.of("f.yaml:1:1: wrong; expected right")));
        log.add(new Event.DropsBegun("br0", "web", "storm-control", 5300));
        log.add(new Event.DropsEnded("br0", "web", "storm-control", 21_200, 64));
        log.add(new Event.Neighbour("br0", "wire", true, "02:00:00:00:00:07", "eth0", Optional.of(NAME)));
        log.add(new Event.Lifecycle(Event.Lifecycle.STOPPING, 4711));
    }

    /** Runs the command until it has printed so many lines, then ends the daemon. */
    private int monitorUntil(int count, String... words) throws Exception {
        CompletableFuture<Integer> code;
        try (AdminServer _ = serve(state)) {
            code = CompletableFuture.supplyAsync(() -> monitor(words), MonitorTest::start);
            while (lines().size() < count && !code.isDone()) {
                Thread.sleep(5);
            }
        }
        return code.get();
    }

    @Test
    void everyKindIsALine() throws Exception {
        fill();
        assertThat(monitorUntil(13, "--all")).isEqualTo(ExitCode.FAILED);
        assertThat(err).hasToString("taplane: the daemon has ended\n");
        assertThat(lines()).allMatch(line -> line.matches("20[0-9-]{8}T[0-9:.]{12}Z  .*"));
        assertThat(lines().stream().map(line -> line.substring(26)))
                .containsExactly(
                        "station  learned   br0/web           02:00:00:00:00:01 vlan 10",
                        "station  moved     br0/vx            02:00:00:00:00:01 vlan 10, remote 10.98.0.2, from web, 3 times",
                        "station  moved     br0/web           02:00:00:00:00:01 vlan 10, from vx 10.98.0.2",
                        "station  aged      br0/web           02:00:00:00:00:01 vlan 10",
                        "station  missed    br0               17 more changes",
                        "port     up        br0/web           mtu 1500",
                        "port     missing   br0/wire          mtu 0, device eth1 does not exist",
                        "config   applied   revision 7        by root: + port br0/db: tap; - port br0/lab",
                        "config   refused                     by root: f.yaml:1:1: wrong; expected right",
                        "drops    begun     br0/web           storm-control 5300/s",
                        "drops    ended     br0/web           storm-control 21200 frames in 1m04s",
                        "lldp     found     br0/wire          core?[2J 02:00:00:00:00:07 eth0",
                        "daemon   stopping                    process 4711");
    }

    @Test
    void onlyWhatIsAskedForAsJson() throws Exception {
        fill();
        assertThat(monitorUntil(1, "--all", "--json", "config", "port", "bridge=br0", "port=web"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith(
                        "\"kind\":\"port\",\"event\":\"up\",\"bridge\":\"br0\",\"port\":\"web\",\"mtu\":1500,\"why\":null}");
    }

    @Test
    void anotherProcessThatHasTakenOverGoesOnTelling() throws Exception {
        SampleState next = new SampleState();
        state.events.add(new Event.StationsMissed("br0", 1));
        next.events.add(new Event.StationsMissed("br0", 2));
        CompletableFuture<Integer> code;
        AdminServer before = serve(state);
        code = CompletableFuture.supplyAsync(() -> monitor("--all"), MonitorTest::start);
        awaitLines(1);
        try (AdminServer after = AdminServer.bind(socket, next, SampleConfig.live(), SampleState::upgrade)) {
            after.takeOver();
            before.close();
            awaitLines(2);
        }
        assertThat(code.get()).isEqualTo(ExitCode.FAILED);
        assertThat(lines().stream().map(line -> line.substring(26).replaceAll(" +", " ")))
                .containsExactly("station missed br0 1 more changes", "station missed br0 2 more changes");
        assertThat(err).hasToString("taplane: the daemon has ended\n");
    }

    private void awaitLines(int count) throws InterruptedException {
        while (lines().size() < count) {
            Thread.sleep(5);
        }
    }

    @Test
    void nonsenseIsWrongUsage() {
        assertThat(monitor("statoin")).isEqualTo(ExitCode.USAGE);
        assertThat(monitor("vlan=0")).isEqualTo(ExitCode.USAGE);
        assertThat(monitor("station")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines())
                .containsExactly(
                        "taplane: \"statoin\" is no kind of event; expected station, port, config, drops, lldp, daemon",
                        "taplane: \"0\" is no VLAN; expected a number from 1 to 4094",
                        "taplane: no daemon answers on " + socket + "; is it running?");
    }

    @Test
    void tooManyReadersAreToldSo() throws Exception {
        try (AdminServer _ = serve(state)) {
            List<CompletableFuture<Integer>> readers = IntStream.range(0, AdminServer.MAX_STREAMS + 1)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> monitor(), MonitorTest::start))
                    .toList();
            CompletableFuture.anyOf(readers.toArray(CompletableFuture[]::new)).get();
            assertThat(err).hasToString("taplane: the daemon refused: there are too many streams already\n");
        }
    }
}
