package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.control.api.AdminServer;

@Timeout(30)
class TraceCommandTest {
    private static final String CAPTURE =
            "d4c3b2a1020004000000000000000000000004000100000000000000000000000200000002000000aabb"
                    + "00000000000000000100000001000000cc";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path socket;

    @BeforeEach
    void choosePath() {
        socket = directory.resolve("s");
    }

    private int taplane(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("trace", "--socket", socket.toString()));
        line.addAll(List.of(arguments));
        Cli cli = new Cli(config -> 0, file -> List.of(), action -> {}, new PrintWriter(out), new PrintWriter(err));
        try (AdminServer _ = AdminServer.open(socket, new SampleState(), SampleConfig.live(), SampleState::upgrade)) {
            return cli.execute(line.toArray(String[]::new));
        }
    }

    @Test
    void stepsAreLines() throws Exception {
        assertThat(taplane("--port", "br0/vm1", "--frame", "aa:bb cc")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).isEqualTo("admitted     to VLAN 10\nsent         by vx\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void framesOfACaptureAreToldOneByOne() throws Exception {
        Path capture = Files.write(directory.resolve("c"), HexFormat.of().parseHex(CAPTURE));
        assertThat(taplane("--port", "vm1", "--all", "--pcap", capture.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "frame 1",
                        "admitted     to VLAN 10",
                        "sent         by vx",
                        "",
                        "frame 2",
                        "admitted     to VLAN 10",
                        "sent         by vx");
    }

    @Test
    void jsonHasTheFramesThatLeave() throws Exception {
        assertThat(taplane("--port", "vm1", "--json", "--icmp", "10.0.0.1-10.0.0.2", "--vlan", "20"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out.toString())
                .startsWith("[{\"bridge\":\"br0\",\"port\":\"vm1\",\"verdict\":\"forwarded\"")
                .contains("\"frame\":\"020000000002020000000001" + "81000014" + "0800")
                .endsWith("}]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | --frame aa | --port is missing",
                "2 | --port vm1 | which frame?",
                "2 | --port vm1 --frame aa --arp 10.0.0.1-10.0.0.2 | more than one frame",
                "2 | --port vm1 --frame aab | odd number",
                "2 | --port vm1 --frame xx | not hexadecimal",
                "2 | --port vm1 --frame aa --vlan 10 | --vlan goes with",
                "2 | --port vm1 --frame aa --all | --all goes with --pcap",
                "2 | --port vm1 --icmp 10.0.0.1-10.0.0.2 --vlan 4095 | no VLAN",
                "2 | --port vm1 --icmp 10.0.0.1-10.0.0.2 --src-mac 1 | no MAC address",
                "2 | --port vm1 --frame aa --vni x | no VNI",
                "2 | --port vm1 --pcap /nowhere/a | /nowhere/a",
                "1 | --port vm9 --frame aa | there is no port"
            })
    void mistakesAreOneLine(int code, String arguments, String why) throws Exception {
        assertThat(taplane(arguments.split(" "))).isEqualTo(code);
        assertThat(err.toString()).startsWith("taplane: ").contains(why).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
