package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.control.api.AdminClient.Field;
import org.taplane.control.api.ChangeResult.Line;

/** Changes through the socket, by our client and by plain HTTP. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigResourceTest {
    private static final OptionalLong ANY = OptionalLong.empty();

    @TempDir
    Path directory;

    private AdminServer server;
    private AdminClient client;

    @BeforeEach
    void serve() throws IOException {
        Path socket = directory.resolve("s");
        server = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade);
        client = new AdminClient(socket);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void whatIsInForceIsShownAndCanBeApplied() throws AdminException {
        assertThat(client.config())
                .isEqualTo(new AdminClient.Config(SampleConfig.FILE, Optional.of("/etc/taplane/a b.yaml")));
        assertThat(apply(client.config().text())).isEqualTo(new ChangeResult.Accepted(1, true, List.of()));
    }

    @Test
    void anotherFileIsPlannedThenApplied() throws AdminException {
        String wanted = SampleConfig.FILE.replace("type: tap", "type: tap, mtu: 1400");
        Line line = new Line("~", "port br0/vm1", "mtu 1400");
        assertThat(client.apply("f.yaml", bytes(wanted), true, ANY))
                .isEqualTo(new ChangeResult.Accepted(1, false, List.of(line)));
        assertThat(apply(wanted)).isEqualTo(new ChangeResult.Accepted(2, true, List.of(line)));
        assertThat(client.config().text()).isEqualTo(wanted);
    }

    @Test
    void aRevisionThatIsGoneIsToldWhatChanged() throws AdminException {
        apply(SampleConfig.FILE.replace("vm1", "vm2"));
        assertThat(client.apply("f.yaml", bytes(SampleConfig.FILE), false, OptionalLong.of(1)))
                .isInstanceOfSatisfying(ChangeResult.Outdated.class, outdated -> {
                    assertThat(outdated.revision()).isEqualTo(2);
                    assertThat(outdated.since())
                            .allMatch(line -> line.startsWith("revision 2 ("))
                            .anyMatch(line -> line.contains("- port br0/vm1"));
                });
        assertThat(client.apply("f.yaml", bytes(SampleConfig.FILE), false, OptionalLong.of(2)))
                .isInstanceOf(ChangeResult.Accepted.class);
    }

    @Test
    void errorsHaveTheirPlace() throws AdminException {
        assertThat(apply("bridges: {br0: {prots: {}}}"))
                .isInstanceOfSatisfying(
                        ChangeResult.Refused.class,
                        refused -> assertThat(refused.errors().getFirst()).startsWith("f.yaml:1:17: unknown key"));
        assertThat(apply(SampleConfig.FILE.replace("vm1", "never")))
                .isEqualTo(new ChangeResult.Refused(
                        List.of("f.yaml:4:7: port never: exists already; expected a free name")));
    }

    @Test
    void everyEdit() throws AdminException {
        assertThat(edit("add-bridge", "name", "br1", "settings", "ageing=60s")).containsExactly("+ bridge br1");
        assertThat(edit("set-bridge", "name", "br1", "settings", "max-macs=9"))
                .containsExactly("~ bridge br1: max-macs 9");
        assertThat(edit("add-port", "bridge", "br1", "name", "x", "settings", "type=tap"))
                .containsExactly("+ port br1/x: tap, vlan access 1");
        assertThat(edit("set-port", "name", "x", "settings", "vlan.access=2"))
                .containsExactly("~ port br1/x: vlan {access: 2}");
        assertThat(edit("add-station", "bridge", "br1", "settings", "mac=02:00:00:00:00:01,vlan=2,port=x"))
                .containsExactly("+ station br1/02:00:00:00:00:01 vlan 2: behind port x");
        assertThat(lines(client.edit(
                        false,
                        ANY,
                        List.of(
                                new Field.Text("edit", "remove-station"),
                                new Field.Text("bridge", "br1"),
                                new Field.Text("mac", "02:00:00:00:00:01"),
                                new Field.Count("vlan", 2)))))
                .containsExactly("- station br1/02:00:00:00:00:01 vlan 2");
        assertThat(edit("remove-port", "name", "x")).containsExactly("- port br1/x");
        assertThat(edit("remove-bridge", "name", "br1")).containsExactly("- bridge br1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | is no JSON object",
                "{\"edit\": \"fly\"} | is no edit; expected add-bridge",
                "{\"edit\": 7} | \"edit\\\" is missing or of an unexpected kind",
                "{\"edit\": \"remove-port\"} | \"name\\\" is missing",
                "{\"edit\": \"add-port\", \"bridge\": \"br0\", \"name\": \"x\", \"settings\": \"tap\"} | has no key and value",
                "{\"edit\": \"remove-port\", \"name\": \"x\"} x | not the JSON of an edit",
            })
    void editsThatMakeNoSense(String body, String text) throws IOException {
        try (RawClient raw = new RawClient(directory.resolve("s"))) {
            HttpReply reply = raw.send(RawClient.request("POST", "edits", body)).reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(new String(reply.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(text);
        }
    }

    @Test
    void plainHttpSeesTheRevisionAsEntityTag() throws IOException {
        try (RawClient raw = new RawClient(directory.resolve("s"))) {
            assertThat(raw.get("config").reply().header("etag")).contains("\"1\"");
        }
    }

    @Test
    void flushing() throws AdminException {
        assertThat(client.flush(new FlushScope(Optional.of("br0"), Optional.empty(), OptionalInt.of(10))))
                .isZero();
        assertThatThrownBy(
                        () -> client.flush(new FlushScope(Optional.empty(), Optional.of("x y&"), OptionalInt.empty())))
                .hasMessage("the daemon refused: there is no port \"x y&\"");
    }

    private ChangeResult apply(String yaml) throws AdminException {
        return client.apply("f.yaml", bytes(yaml), false, ANY);
    }

    private List<String> edit(String kind, String... members) throws AdminException {
        List<Field> fields = new ArrayList<>(List.of(new Field.Text("edit", kind)));
        for (int i = 0; i < members.length; i += 2) {
            fields.add(new Field.Text(members[i], members[i + 1]));
        }
        return lines(client.edit(false, ANY, fields));
    }

    private static List<String> lines(ChangeResult result) {
        return ((ChangeResult.Accepted) result)
                .changes().stream().map(Line::toString).toList();
    }

    private static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }
}
