package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.api.AdminServer;

@Timeout(30)
class ChangesTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;
    private AdminServer server;

    @BeforeEach
    void serve() throws IOException {
        file = directory.resolve("taplane.yaml");
        Files.writeString(file, SampleConfig.FILE);
        server = AdminServer.open(
                directory.resolve("s"), new SampleState(), SampleConfig.live(Optional.of(file)), SampleState::upgrade);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void applyPrintsThePlan() throws IOException {
        Files.writeString(file, SampleConfig.FILE.replace("10", "20") + "  br1: {}\n");
        assertThat(taplane("apply", file.toString(), "--dry-run")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("apply", file.toString())).isEqualTo(ExitCode.FINE);
        assertThat(taplane("apply", file.toString())).isEqualTo(ExitCode.FINE);
        String plan = "+ bridge br1\n~ port br0/vm1: vlan access 10 -> 20\n";
        assertThat(out).hasToString(plan + plan + "no change\n");
    }

    @Test
    void applyPrintsJsonForPrograms() throws IOException {
        Files.writeString(file, SampleConfig.FILE + "  br1: {}\n");
        assertThat(taplane("apply", file.toString(), "--json")).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .hasToString("{\"revision\":2,\"applied\":true,\"changes\":[{\"sign\":\"+\",\"subject\":\"bridge br1\","
                        + "\"details\":\"\"}]}\n");
    }

    @Test
    void aFileThatIsRefusedEndsInTwo() throws IOException {
        Files.writeString(file, "bridges: {br0: {prots: {}}}");
        assertThat(taplane("apply", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith(file + ":1:17: unknown key \"prots\"");
        assertThat(taplane("apply", directory.resolve("none").toString())).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void portsComeChangeAndGo() {
        assertThat(taplane("port", "add", "br0", "web", "type=tap,netns=web,vlan.access=10"))
                .isEqualTo(ExitCode.FINE);
        assertThat(taplane("port", "add", "br0", "lab", "--yaml", "{type: tap}"))
                .isEqualTo(ExitCode.FINE);
        assertThat(taplane("port", "set", "web", "vlan.trunk=all")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("port", "del", "lab", "--dry-run")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("port", "del", "lab")).isEqualTo(ExitCode.FINE);
        assertThat(out).hasToString("""
                + port br0/web: tap, vlan access 10, netns web
                + port br0/lab: tap, vlan access 1
                ~ port br0/web: vlan {access: 10} -> {trunk: all}
                - port br0/lab
                - port br0/lab
                """);
    }

    @Test
    void bridgesAndStationsToo() {
        assertThat(taplane("bridge", "add", "br1", "ageing=60s")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("bridge", "set", "br1", "max-macs=10")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("bridge", "del", "br1")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("fdb", "add", "br0", "02:00:00:00:00:01", "--vlan", "10", "--port", "vm1"))
                .isEqualTo(ExitCode.FINE);
        assertThat(taplane("fdb", "del", "br0", "02:00:00:00:00:01", "--vlan", "10"))
                .isEqualTo(ExitCode.FINE);
        assertThat(taplane("fdb", "flush", "--vlan", "10", "--dynamic")).isEqualTo(ExitCode.FINE);
        assertThat(out).hasToString("""
                + bridge br1
                ~ bridge br1: max-macs 10
                - bridge br1
                + station br0/02:00:00:00:00:01 vlan 10: behind port vm1
                - station br0/02:00:00:00:00:01 vlan 10
                10 stations forgotten
                """);
    }

    @Test
    void aRevisionThatIsGoneIsRefused() {
        assertThat(taplane("port", "add", "br0", "web", "type=tap", "--revision", "1"))
                .isEqualTo(ExitCode.FINE);
        assertThat(taplane("port", "del", "web", "--revision", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("taplane: the configuration has changed: revision 2 is in force\nrevision 2 (")
                .endsWith("): + port br0/web: tap, vlan access 1\n");
    }

    @Test
    void whatMakesNoSenseEndsInTwo() {
        List<List<String>> calls = List.of(
                List.of("port", "add", "br9", "x", "type=tap"),
                List.of("port", "del", "x"),
                List.of("port", "add", "br0", "x"),
                List.of("fdb", "add", "br0", "02:00:00:00:00:01"),
                List.of("fdb", "flush", "--vlan", "x"),
                List.of("port"),
                List.of("apply"));
        for (List<String> call : calls) {
            assertThat(taplane(call.toArray(String[]::new))).as("%s", call).isEqualTo(ExitCode.USAGE);
        }
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("there is no bridge \"br9\"; expected one of br0");
    }

    @Test
    void whatRunsIsShownAndSaved() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(taplane("port", "add", "br0", "web", "type=tap")).isEqualTo(ExitCode.FINE);
        out.getBuffer().setLength(0);
        assertThat(taplane("show", "config")).isEqualTo(ExitCode.FINE);
        String running = SampleConfig.FILE + "      web: {type: tap}\n";
        assertThat(out).hasToString(running);
        assertThat(taplane("save")).isEqualTo(ExitCode.FINE);
        assertThat(file).hasContent(running);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(directory.resolve("taplane.yaml~")).hasContent(SampleConfig.FILE);
        assertThat(taplane("save", directory.resolve("other").toString())).isEqualTo(ExitCode.FINE);
        assertThat(directory.resolve("other")).hasContent(running);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("s", "taplane.yaml", "taplane.yaml~", "other");
    }

    private int taplane(String... args) {
        Cli cli = new Cli(
                config -> 0, file -> List.of(), action -> {}, new PrintWriter(out, true), new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--socket", directory.resolve("s").toString()));
        int code = cli.execute(all.toArray(String[]::new));
        out.flush();
        return code;
    }

    @Test
    void attachSaysWhatIsMissing() {
        assertThat(taplane("attach", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("attach", "no-such-one", "--bridge", "br0")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("attach", "far-too-long-a-name-for-a-port", "--bridge", "br0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(taplane("attach", String.valueOf(ProcessHandle.current().pid()), "--bridge", "br0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(taplane("detach", "web")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("the option --bridge is missing")
                .contains("no running container \"no-such-one\" is known")
                .contains("the option --port is missing")
                .contains("is in this network namespace")
                .contains("no interface eth0 was attached to web");
    }
}
