package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Taplane;

/** What is wrong with a configuration is said in one line each, and nothing on the machine changes. */
@KernelTest
final class RefusalIT {
    private final Namespace at = Namespace.create("switch");
    private final Taplane taplane = new Taplane(at);

    @AfterEach
    void nothingIsLeft() {
        try (at) {
            assertThat(at.interfaces()).isEmpty();
        }
    }

    @Test
    void aGoodFileIsFine() {
        Shell.Result result = check("bridges: {br0: {ports: {t0: {type: tap}}}}\n");
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.error()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1:36 | bridges: {br0: {ports: {t0: {type: tapp}}}}
            1:29 | bridges: {br0: {ports: {t0: {typ: tap}}}}
            1:86 | bridges: {br0: {ports: {t0: {type: vxlan, local: 10.0.0.1, remotes: [10.0.0.2], vni: 16777216}}}}
            1:59 | bridges: {br0: {ports: {t0: {type: tap, vlan: {access: 1, native: 2}}}}}
            1:42 | bridges: {br0: {ports: {t0: {type: tap}, t0: {type: tap}}}}
            1:1  | - not a mapping
            """)
    void checkNamesThePlace(String place, String text) {
        Shell.Result result = check(text + "\n");
        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        String line = result.error().lines().toList().getFirst();
        assertThat(line).contains("taplane.yaml:" + place + ": ").contains("; expected ");
    }

    @Test
    void checkListsEveryError() {
        Shell.Result result = check("""
                workers: many
                bridges:
                  br0:
                    ports:
                      averyveryverylongname: {type: tap}
                      t1: {type: tap, vlan: {access: 4095}}
                """);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.error().lines().filter(line -> line.contains("taplane.yaml:")))
                .hasSize(3);
    }

    @Test
    void runRefusesWhatCheckRefuses() {
        Shell.Result result = run("bridges: {br0: {ports: {t0: {type: tap}, t1: {type: tap, colour: red}}}}\n");
        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        assertThat(result.error()).contains("colour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: packet, device: nosuchdevice}",
                "{type: tap, netns: nosuchnamespace}",
                "{type: tap, owner: nosuchuser}",
                "{type: tap, owner: root, netns: nosuchnamespace}",
                "{type: vxlan, local: 192.0.2.1, remotes: [192.0.2.2], vni: 42}"
            })
    void whatTheSystemRefusesIsOneLineAndNothingStays(String port) {
        Shell.Result result = run("bridges: {br0: {ports: {t0: {type: tap}, bad: %s}}}\n".formatted(port));
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.error().lines().toList().getFirst()).contains("bad");
        assertSaidOnce(result.error());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: tap}",
                "{type: vxlan, local: 10.0.0.1, remotes: [10.0.0.2], vni: 42, underlay: tap}",
            })
    void aNameThatIsTakenIsOneClearMessage(String port) {
        at.run("ip link add bad type bridge");
        Shell.Result result = run("bridges: {br0: {ports: {bad: %s}}}\n".formatted(port));
        at.run("ip link del bad");
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.error())
                .endsWith("taplane.yaml:3:25: port bad: interface bad exists already; expected a free name\n");
    }

    @Test
    void aTapWithoutTheRightIsOneClearMessage() {
        try (ConfigFile file = ConfigFile.of(1, "bridges: {br0: {ports: {t0: {type: tap}}}}\n")) {
            Shell.Result result = taplane.commandWithoutNetAdmin("run", "--config", file.toString());
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            assertThat(result.error()).contains("expected the capability CAP_NET_ADMIN");
            assertSaidOnce(result.error());
        }
    }

    @Test
    void aTableThatDoesNotFitIntoMemoryIsOneClearMessage() {
        try (ConfigFile file = ConfigFile.of(1, "bridges: {br0: {max-macs: 10000000}}\n")) {
            Shell.Result result = taplane.commandFor(
                    Duration.ofSeconds(15),
                    List.of("env", "JAVA_TOOL_OPTIONS=-XX:MaxDirectMemorySize=64m"),
                    "run",
                    "--config",
                    file.toString());
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            assertThat(result.error())
                    .endsWith("taplane: bridge br0: there is no memory for a table of 10000000 MAC addresses;"
                            + " expected a smaller max-macs\n");
        }
    }

    /** A message names once what was expected, and no word twice in a row. */
    private static void assertSaidOnce(String error) {
        for (String line : error.lines().toList()) {
            assertThat(line).doesNotContainPattern("expected.*expected").doesNotContainPattern("\\b([a-z]+) \\1\\b");
        }
    }

    private Shell.Result check(String text) {
        try (ConfigFile file = ConfigFile.containing(text)) {
            return taplane.command("check", file.toString());
        }
    }

    private Shell.Result run(String bridges) {
        try (ConfigFile file = ConfigFile.of(1, bridges)) {
            return taplane.command("run", "--config", file.toString());
        }
    }
}
