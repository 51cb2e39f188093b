package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.api.AdminServer;

@Timeout(30)
class CliTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Optional<Path>> runs = new ArrayList<>();
    private final List<String> configErrors = new ArrayList<>();
    private Path socket;

    @BeforeEach
    void choosePath() {
        socket = directory.resolve("s");
    }

    @Test
    void runsWithAndWithoutAConfiguration() {
        assertThat(taplane("run")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("run", "--config", "a.yaml")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("run", "--config=b.yaml")).isEqualTo(ExitCode.FINE);
        assertThat(taplane("run", "-c", "c.yaml")).isEqualTo(ExitCode.FINE);
        assertThat(runs)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Path.of("a.yaml")),
                        Optional.of(Path.of("b.yaml")),
                        Optional.of(Path.of("c.yaml")));
        assertThat(printed()).isEmpty();
    }

    @Test
    void exitCodeOfRunIsTheRunners() {
        Cli cli = new Cli(config -> 1, file -> List.of(), new PrintWriter(out), new PrintWriter(err));
        assertThat(cli.execute("run")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void faultIsOneLineFirstThenDetail() {
        Cli cli = new Cli(
                config -> {
                    throw new IllegalStateException("a fault that the test made");
                },
                file -> List.of(),
                new PrintWriter(out),
                new PrintWriter(err));
        assertThat(cli.execute("run")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("taplane: internal error: java.lang.IllegalStateException: a fault that the test made\n")
                .contains("\tat ");
    }

    @Test
    void goodConfigurationIsPassedInSilence() {
        assertThat(taplane("check", "a.yaml")).isEqualTo(ExitCode.FINE);
        assertThat(printed()).isEmpty();
    }

    @Test
    void everyConfigurationErrorIsPrinted() {
        configErrors.add("a.yaml:1:1: wrong; expected right");
        configErrors.add("a.yaml:2:1: left; expected right");
        assertThat(taplane("check", "a.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).containsExactlyElementsOf(configErrors);
    }

    @Test
    void showsEveryTable() throws Exception {
        try (AdminServer _ = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)) {
            assertThat(show("bridges")).isEqualTo("""
                    BRIDGE  PORTS  MACS  MAX-MACS  AGEING  GROUP-FORWARD  FEATURES
                    br0         2     2      8192    300s  0x4000         isolated, storm-control
                    """);
            assertThat(show("ports")).startsWith("BRIDGE  PORT ").hasLineCount(4);
            assertThat(show("fdb")).startsWith("BRIDGE  VLAN ").hasLineCount(4);
            assertThat(show("vxlan")).startsWith("BRIDGE  PORT ").hasLineCount(2);
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void showsJson() throws Exception {
        String expected =
                "[{\"name\":\"br0\",\"ports\":2,\"macs\":2,\"max-macs\":8192,\"ageing\":300,\"group-forward-mask\":16384,\"features\":[\"isolated\",\"storm-control\"]}]\n";
        try (AdminServer _ = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)) {
            assertThat(show("bridges", "--json")).isEqualTo(expected);
            out.getBuffer().setLength(0);
            assertThat(taplane("show", "--json", "--socket", socket.toString(), "bridges"))
                    .isEqualTo(ExitCode.FINE);
            assertThat(out).hasToString(expected);
        }
    }

    @Test
    void noDaemon() {
        assertThat(taplane("show", "ports", "--socket", socket.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(printed()).isEqualTo("taplane: no daemon answers on " + socket + "; is it running?\n");
    }

    @Test
    void incompleteCommandsNameWhatIsMissing() {
        assertThat(taplane()).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("show")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("check")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("run", "--config")).isEqualTo(ExitCode.USAGE);
        assertThat(printed()).isEqualTo("""
                        taplane: which command? One of: run, check, show, monitor, apply, bridge, port, fdb, attach, detach, trace, save, upgrade, demo
                        Try 'taplane --help'.
                        taplane: show what? One of: ports, fdb, bridges, vxlan, lldp, config
                        Try 'taplane show --help'.
                        taplane: Missing required parameter: 'FILE'
                        Try 'taplane check --help'.
                        taplane: Missing required parameter for option '--config' (FILE)
                        Try 'taplane run --help'.
                        """);
    }

    @Test
    void unknownWordsAreAnsweredWithSuggestions() {
        assertThat(taplane("sho")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("show", "fdb", "--jsn")).isEqualTo(ExitCode.USAGE);
        assertThat(taplane("check", "a.yaml", "b.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(printed()).isEqualTo("""
                        taplane: unexpected 'sho'
                        Did you mean: taplane show?
                        Try 'taplane --help'.
                        taplane: Unknown option: '--jsn'
                        Possible solutions: --json
                        Try 'taplane show fdb --help'.
                        taplane: unexpected 'b.yaml'
                        Try 'taplane check --help'.
                        """);
        assertThat(runs).isEmpty();
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(taplane("--help")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString())
                .startsWith("Usage: taplane [-hV] COMMAND")
                .contains("run ", "check ", "show ", "demo ");
        assertThat(taplane("show", "ports", "--help")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).contains("/run/taplane/taplane.sock");
        assertThat(taplane("--version")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).containsPattern("\ntaplane \\d+\\.\\d+\\.\\d+");
        assertThat(err.toString()).isEmpty();
    }

    private String show(String topic, String... more) {
        out.getBuffer().setLength(0);
        List<String> args = new ArrayList<>(List.of("show", topic, "--socket", socket.toString()));
        args.addAll(List.of(more));
        assertThat(taplane(args.toArray(String[]::new))).isEqualTo(ExitCode.FINE);
        return out.toString();
    }

    private int taplane(String... args) {
        PrintWriter output = new PrintWriter(out);
        PrintWriter errors = new PrintWriter(err);
        Runner runner = config -> {
            runs.add(config);
            return ExitCode.FINE;
        };
        int code = new Cli(runner, file -> configErrors, output, errors).execute(args);
        output.flush();
        errors.flush();
        return code;
    }

    private String printed() {
        return err + out.toString();
    }
}
