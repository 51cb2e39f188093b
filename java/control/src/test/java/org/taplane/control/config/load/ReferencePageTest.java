package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.Config;

/** What the reference page shows is what the loader does. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("../../docs/taplane.yaml.5.md");

    @Test
    void theExampleIsTheOneThatIsTested() throws IOException {
        assertThat(loaded(parse(yamlBlocks().getFirst())))
                .isEqualTo(loaded(ConfigLoader.parse("example.yaml", example())));
    }

    @Test
    void everyOtherExampleIsAPortThatLoads() throws IOException {
        List<String> ports = yamlBlocks().stream().skip(1).toList();

        assertThat(ports)
                .hasSize(10)
                .allSatisfy(port -> assertThat(parse("bridges:\n  br0:\n    ports:\n" + port.indent(6)))
                        .isInstanceOf(ConfigResult.Loaded.class));
    }

    @Test
    void theErrorsAreTheOnesThatAreGiven() throws IOException {
        String text = """
                bridges:
                  br0:
                    ports:
                      vm1: {type: tap, vlan: {acces: 10}}
                      vx1: {type: vxlan, local: 10.98.0.1, remotes: [10.98.0.2], vni: 42, vlan: {access: 10}}
                      vx2: {type: vxlan, local: 10.98.0.1, remotes: [10.98.0.2], vni: 42, vlan: {access: 20}}
                """;

        ConfigResult.Rejected rejected =
                (ConfigResult.Rejected) ConfigLoader.parse("taplane.yaml", text.getBytes(StandardCharsets.UTF_8));

        assertThat(Files.readString(PAGE))
                .contains(rejected.errors().stream().map(ConfigError::toString).toList());
    }

    private static List<String> yamlBlocks() throws IOException {
        return Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static Config loaded(ConfigResult result) {
        return ((ConfigResult.Loaded) result).config();
    }

    private static ConfigResult parse(String yaml) {
        return ConfigLoader.parse("page.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] example() throws IOException {
        try (InputStream text = ReferencePageTest.class.getResourceAsStream("example.yaml")) {
            return Objects.requireNonNull(text).readAllBytes();
        }
    }
}
