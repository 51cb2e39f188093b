package org.taplane.control.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.yaml.snakeyaml.reader.StreamReader;

class YamlWriterTest {
    private static final String FILE = """
            workers: 2
            bridges:
              br0:
                ageing: 5m
                ports:
                  vm1: {type: tap, vlan: {access: 10}}
                  web: {type: tap, mac: "02:00:00:00:00:02", address: [10.0.10.2/24, fd00:10::1/64]}
                static-fdb:
                  - {mac: "02:00:00:00:00:09", vlan: 10, port: vm1}
              br1: {}
            """;

    @Test
    void writesBlocksOutsideAndFlowsInside() throws UnreadableYamlException {
        assertThat(YamlWriter.write(read(FILE))).isEqualTo(FILE);
    }

    @Test
    void breaksAMappingThatIsTooLongForALine() throws UnreadableYamlException {
        String remotes = "remotes: [" + "10.0.0.1, ".repeat(8) + "10.0.0.2]";
        String text = "bridges:\n  br0:\n    ports:\n      vx: {type: vxlan, " + remotes + "}\n";
        assertThat(YamlWriter.write(read(text)))
                .isEqualTo("bridges:\n  br0:\n    ports:\n      vx:\n        type: vxlan\n        " + remotes + "\n");
    }

    @Property
    void whatIsWrittenReadsAsTheSameTree(@ForAll("trees") YamlNode tree) throws UnreadableYamlException {
        Mapping root = YamlTree.with(YamlTree.emptyMapping(), tree, "root");
        assertThat(shape(read(YamlWriter.write(root)))).isEqualTo(shape(root));
        assertThat(shape(read(YamlWriter.writeLine(root)))).isEqualTo(shape(root));
    }

    @Provide
    Arbitrary<YamlNode> trees() {
        return trees(4);
    }

    private Arbitrary<YamlNode> trees(int depth) {
        if (depth == 0) {
            return scalars().map(scalar -> scalar);
        }
        Arbitrary<YamlNode> inner = trees(depth - 1);
        return Arbitraries.oneOf(
                scalars().map(scalar -> scalar),
                inner.list().ofMaxSize(4).map(items -> new Sequence(Position.START, items)),
                inner.list().ofMaxSize(4).flatMap(this::mappings));
    }

    private Arbitrary<YamlNode> mappings(List<YamlNode> values) {
        return scalars()
                .filter(key -> !key.isAbsent())
                .list()
                .ofSize(values.size())
                .map(keys -> new Mapping(
                        Position.START,
                        IntStream.range(0, values.size())
                                .mapToObj(i -> new Entry(keys.get(i), values.get(i)))
                                .toList()));
    }

    /** Quoted text of any kind, and the plain words that a configuration is made of. */
    private static Arbitrary<Scalar> scalars() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(12).filter(YamlWriterTest::isReadable);
        Arbitrary<String> plain = Arbitraries.of(
                "tap", "10", "10-20", "02:00:00:00:00:01", "fd00::1/64", "true", "1000/s", "br-lan", "300s", "a.b");
        return Arbitraries.oneOf(
                any.map(text -> YamlTree.scalar(text, true)), plain.map(text -> YamlTree.scalar(text, false)));
    }

    private static boolean isReadable(String text) {
        return text.codePoints().allMatch(c -> StreamReader.isPrintable(c));
    }

    private static YamlNode read(String text) throws UnreadableYamlException {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The tree without its places. */
    private static Object shape(YamlNode node) {
        return switch (node) {
            case Scalar(var at, String text, boolean quoted) -> List.of(text, quoted);
            case Sequence(var at, var items) ->
                items.stream().map(YamlWriterTest::shape).toList();
            case Mapping(var at, var entries) ->
                entries.stream()
                        .map(entry -> List.of("entry", shape(entry.key()), shape(entry.value())))
                        .toList();
        };
    }
}
