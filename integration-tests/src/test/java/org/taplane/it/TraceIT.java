package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.FrameMatcher.exactly;
import static org.taplane.it.kit.FrameMatcher.frame;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.TestFrame;

/** A frame is traced, then sent: it arrives where the trace says, or is counted under the reason that the trace names. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class TraceIT {
    private static final Mac FIXED = Mac.of(0xf1);
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  access: {type: tap, vlan: {access: 10}}
                  trunk: {type: tap, vlan: {trunk: [10, 20]}}
                  shy1: {type: tap, vlan: {access: 20}, isolated: true}
                  shy2: {type: tap, vlan: {access: 20}, isolated: true}
                static-fdb:
                  - {mac: "%s", vlan: 20, port: shy2}
            """.formatted(FIXED);

    private final Resources opened = new Resources();
    private final Rig rig;
    private final Map<String, RawPort> ports = new TreeMap<>();

    TraceIT(OnDevice<Rig> on) {
        rig = on.world();
        for (String name : List.of("access", "trunk", "shy1", "shy2")) {
            ports.put(name, opened.add(rig.port(name)));
        }
    }

    static Stream<OnDevice<Rig>> devices() {
        // without IPv6, else the kernel's own frames are counted, too
        return OnDevice.taplaneOnce(device ->
                Rig.start(device, BRIDGES, (at, resources) -> at.sysctl("net/ipv6/conf/default/disable_ipv6", "1")));
    }

    @AfterEach
    void closePorts() {
        opened.close();
    }

    @Test
    void whatIsFloodedArrivesInTheFormThatTheTraceShows() {
        confirm("access", TestFrame.to(Mac.BROADCAST).from(Mac.of(1)).saying("to everybody of VLAN 10"), "forwarded");
        confirm(
                "trunk",
                TestFrame.to(Mac.of(0x77)).from(Mac.of(2)).saying("unknown").vlan(20),
                "forwarded");
        confirm("shy1", TestFrame.to(Mac.BROADCAST).from(Mac.of(3)).saying("isolated"), "forwarded");
    }

    @Test
    void aKnownStationIsFoundWhereItSpoke() {
        TestFrame hello = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x10)).saying("hello");
        confirm("trunk", hello.vlan(10), "forwarded");
        TestFrame answer = TestFrame.to(Mac.of(0x10)).from(Mac.of(0x11)).saying("answer");
        JsonNode told = confirm("access", answer, "forwarded");
        assertThat(why(told, "destination")).contains("is known on trunk, heard ");
        assertThat(why(told, "source")).contains("would be learned on access");
        assertThat(why(told, "tag")).contains("pushed for trunk");
        JsonNode moved =
                confirm("access", TestFrame.to(Mac.of(0x11)).from(Mac.of(0x10)).saying("moved"), "dropped");
        assertThat(why(moved, "source")).contains("would be moved to access: it is known on trunk");
        assertThat(why(moved, "dropped")).contains("same-port");
    }

    @Test
    void whatIsDroppedIsCountedUnderTheReasonOfTheTrace() {
        confirm(
                "trunk",
                TestFrame.to(Mac.BROADCAST).from(Mac.of(0x20)).saying("VLAN 30").vlan(30),
                "dropped");
        confirm("trunk", TestFrame.to(Mac.BROADCAST).from(Mac.of(0x21)).saying("no VLAN"), "dropped");
        confirm("access", TestFrame.to(Mac.BROADCAST).from(Mac.BROADCAST).saying("from a group"), "dropped");
        JsonNode told = confirm("shy1", TestFrame.to(FIXED).from(Mac.of(0x22)).saying("to shy2"), "dropped");
        assertThat(why(told, "destination")).contains("on shy2 by a static entry");
        assertThat(why(told, "dropped")).contains("isolated from each other");
    }

    @Test
    void theAnswerOfPeopleNamesEachDecision() {
        Shell.Result told = rig.daemon()
                .command(
                        "trace",
                        "--port",
                        "br0/access",
                        "--icmp",
                        "10.0.0.1-10.0.0.2",
                        "--dst-mac",
                        "ff:ff:ff:ff:ff:ff");
        assertThat(told.succeeded().output().lines())
                .containsExactly(
                        "received     by access of bridge br0: 60 bytes from 02:00:00:00:00:01 to ff:ff:ff:ff:ff:ff, no tag, IPv4",
                        "admitted     to VLAN 10: it has no tag, and access is an access port of VLAN 10",
                        "source       02:00:00:00:00:01 would be learned on access",
                        "destination  ff:ff:ff:ff:ff:ff is everybody: flooded to trunk",
                        "tag          pushed for trunk: VLAN 10 leaves there tagged, priority 0",
                        "sent         by trunk: 64 bytes");
    }

    @Test
    void mistakesAreOneLine() {
        assertRefused("there is no port \"nobody\"", "--port", "nobody", "--frame", "ff");
        assertRefused("of a bridge \"br1\"", "--port", "br1/access", "--frame", "ff");
        assertRefused("no tunnel with a VNI", "--port", "access", "--vni", "1", "--frame", "ff");
        assertRefused("odd number", "--port", "access", "--frame", "fff");
    }

    private void assertRefused(String why, String... arguments) {
        Shell.Result told = rig.daemon()
                .command(Stream.concat(Stream.of("trace"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(told.exit()).isNotZero();
        assertThat(told.error()).contains(why).hasLineCount(1);
        assertThat(told.output()).isEmpty();
    }

    /** Traces a frame, sees that nothing has changed by it, sends it and compares. */
    private JsonNode confirm(String port, TestFrame frame, String verdict) {
        JsonNode rows = rig.daemon().show("ports");
        JsonNode stations = places();
        JsonNode told = trace(port, frame);
        assertThat(told.path("verdict").asText()).isEqualTo(verdict);
        assertThat(rig.daemon().show("ports")).isEqualTo(rows);
        assertThat(places()).isEqualTo(stations);

        at(port).send(frame);

        Map<String, TestFrame> expected = new TreeMap<>();
        told.path("sent")
                .forEach(sent -> expected.put(
                        sent.path("port").asText(),
                        TestFrame.parse(
                                HexFormat.of().parseHex(sent.path("frame").asText()))));
        expected.forEach((to, bytes) -> assertThat(at(to)).receivesExactly(1, exactly(bytes)));
        ports.forEach((name, other) -> {
            if (!name.equals(port) && !expected.containsKey(name)) {
                assertThat(other).receivesNo(frame().from(frame.source()));
            }
        });
        JsonNode after = rig.daemon().show("ports");
        told.path("drops").forEach(drop -> assertThat(count(after, drop)).isEqualTo(1 + count(rows, drop)));
        return told;
    }

    private RawPort at(String name) {
        return Objects.requireNonNull(ports.get(name), name);
    }

    /** The stations, but for when they were heard. */
    private JsonNode places() {
        JsonNode stations = rig.daemon().show("fdb");
        stations.forEach(station -> ((ObjectNode) station).remove("age"));
        return stations;
    }

    /** What is counted of the port and the reason that a trace tells. */
    private static long count(JsonNode rows, JsonNode drop) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path("name").equals(drop.path("port")))
                .mapToLong(row ->
                        row.path("drops").path(drop.path("reason").asText()).asLong())
                .sum();
    }

    private JsonNode trace(String port, TestFrame frame) {
        String json = rig.daemon()
                .command(
                        "trace",
                        "--json",
                        "--port",
                        port,
                        "--frame",
                        HexFormat.of().formatHex(frame.bytes()))
                .succeeded()
                .output();
        try {
            return new ObjectMapper().readTree(json).get(0);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static String why(JsonNode told, String what) {
        StringBuilder whys = new StringBuilder();
        told.path("steps").forEach(step -> {
            if (step.path("what").asText().equals(what)) {
                whys.append(step.path("why").asText()).append('\n');
            }
        });
        return whys.toString();
    }
}
