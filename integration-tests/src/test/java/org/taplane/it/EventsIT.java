package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Background;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** What the daemon tells of itself while things happen to it. */
@KernelTest
final class EventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FLOOD = Duration.ofMinutes(1);
    private static final int MANY = 20_000;
    private static final String ID = "id: ";
    private static final Mac WANDERER = Mac.of(0x10);

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Daemon daemon = resources.add(Daemon.start(at, 2, """
            bridges:
              br0:
                max-macs: 100000
                ports:
                  a: {type: tap}
                  b: {type: tap}
                  loud: {type: tap, storm-control: {broadcast: 10/s}}
            """));
    private final RawPort a = resources.add(RawPort.open(at, "a"));
    private final RawPort b = resources.add(RawPort.open(at, "b"));

    @BeforeEach
    void awaitLink() {
        Eventually.await(
                "all ports are up",
                PATIENCE,
                () -> daemon.show("ports").findValuesAsText("state").stream().allMatch("up"::equals));
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    private static TestFrame from(Mac station) {
        return TestFrame.to(Mac.BROADCAST).from(station).saying("here I am");
    }

    @Test
    void stationsComeMoveAndAge() {
        Background monitor = resources.add(daemon.background("monitor", "--json", "--all", "station", "daemon"));
        monitor.awaitLine("\"event\":\"started\"");
        a.send(from(WANDERER));
        monitor.awaitLine("\"event\":\"learned\",\"bridge\":\"br0\",\"vlan\":1,\"mac\":\"" + WANDERER
                + "\",\"port\":\"a\",\"remote\":null}");
        b.send(from(WANDERER));
        monitor.awaitLine("\"event\":\"moved\",\"bridge\":\"br0\",\"vlan\":1,\"mac\":\"" + WANDERER
                + "\",\"port\":\"b\",\"remote\":null,\"from-port\":\"a\",\"from-remote\":null,\"times\":1}");
        daemon.command("bridge", "set", "br0", "ageing=1s").succeeded();
        monitor.awaitLine(
                "\"event\":\"aged\",\"bridge\":\"br0\",\"vlan\":1,\"mac\":\"" + WANDERER + "\",\"port\":\"b\"");
        monitor.interrupt();
        assertThat(monitor.exitCode()).isZero();
    }

    @Test
    void linksAndTheConfigurationChange() {
        Background monitor = resources.add(daemon.background("monitor", "--all", "port", "config", "daemon"));
        monitor.awaitLine("daemon   started");
        at.run("ip link set dev a down");
        monitor.awaitLine("port     down      br0/a");
        at.run("ip link set dev a up");
        daemon.command("port", "add", "br0", "c", "type=tap").succeeded();
        monitor.awaitLine("port     up        br0/c");
        monitor.awaitLine("config   applied   revision 2        by root: + port br0/c: tap");
        daemon.command("port", "add", "br0", "c", "type=tap");
        monitor.awaitLine("config   refused                     by root: ");
        daemon.command("port", "down", "b").succeeded();
        monitor.awaitLine("port     disabled  br0/b");
        daemon.command("port", "del", "c").succeeded();
        monitor.awaitLine("port     removed   br0/c");
        daemon.stop();
        monitor.awaitLine("daemon   stopping");
        monitor.awaitLine("taplane: the daemon has ended");
        assertThat(monitor.exitCode()).isEqualTo(1);
    }

    @Test
    void aKilledDaemonIsNoticed() {
        Background monitor = resources.add(daemon.background("monitor", "--all", "daemon"));
        monitor.awaitLine("daemon   started");
        daemon.kill();
        monitor.awaitLine("taplane: the daemon is gone");
        assertThat(monitor.exitCode()).isEqualTo(1);
    }

    @Test
    void aStormIsToldWhenItBeginsAndWhenItEnds() {
        Background monitor = resources.add(daemon.background("monitor", "--all", "drops", "daemon"));
        monitor.awaitLine("daemon   started");
        RawPort loud = resources.add(RawPort.open(at, "loud"));
        Eventually.await("the storm is told", PATIENCE, () -> {
            IntStream.range(0, 1000).forEach(i -> loud.send(from(WANDERER)));
            return monitor.output().contains("drops    begun     br0/loud          storm-control ");
        });
        monitor.awaitLine("drops    ended     br0/loud          storm-control ");
    }

    @Test
    void aProcessThatTakesOverGoesOnTelling() {
        Background monitor = resources.add(daemon.background("monitor", "--all", "daemon", "station"));
        monitor.awaitLine("daemon   started");
        daemon.command("upgrade").succeeded();
        monitor.awaitLine("daemon   replaced");
        Eventually.await(
                "the new process tells",
                PATIENCE,
                () -> monitor.output()
                                .lines()
                                .filter(line -> line.contains("daemon   started"))
                                .count()
                        == 2);
        a.send(from(WANDERER));
        monitor.awaitLine("station  learned   br0/a             " + WANDERER);
    }

    /** The switch goes on meanwhile. */
    @Test
    void aReaderThatDoesNotReadIsToldHowManyItMissed() throws IOException {
        b.close(); // the flood is not its business
        BufferedReader slow = events();
        BufferedReader quick = events();
        CompletableFuture<Boolean> many = CompletableFuture.supplyAsync(() -> hasMany(quick), EventsIT::start)
                .orTimeout(FLOOD.toSeconds(), TimeUnit.SECONDS);
        for (int i = 0; !many.isDone(); i++) {
            a.send(from(Mac.of(0x1000 + i)));
        }
        assertThat(many).isCompletedWithValue(true);
        TestFrame last = TestFrame.to(Mac.BROADCAST).from(WANDERER).saying("still forwarding");
        RawPort listener = resources.add(RawPort.open(at, "b"));
        Eventually.await("forwarding goes on", PATIENCE, () -> {
            a.send(last); // again: the queue may be full of what came before
            return listener.captured().contains(last);
        });
        assertThat(slow.lines().anyMatch(line -> line.matches("data: .*\"event\":\"lost\",\"count\":[1-9][0-9]*}")))
                .isTrue();
    }

    private BufferedReader events() throws IOException {
        SocketChannel client = resources.add(SocketChannel.open(StandardProtocolFamily.UNIX));
        client.connect(UnixDomainSocketAddress.of(daemon.socket()));
        client.write(ByteBuffer.wrap("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
        assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        return reader;
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    /** Reads on until more has happened than the daemon remembers and a connection holds. */
    private static boolean hasMany(BufferedReader reader) {
        LongStream numbers = reader.lines()
                .filter(line -> line.startsWith(ID))
                .mapToLong(line -> Long.parseLong(line.substring(ID.length())));
        AtomicLong first = new AtomicLong();
        return numbers.peek(number -> first.compareAndSet(0, number)).anyMatch(number -> number > first.get() + MANY);
    }
}
