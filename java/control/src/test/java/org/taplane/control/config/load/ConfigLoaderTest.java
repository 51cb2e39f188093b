package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.ControlConfig;
import org.taplane.control.config.InterfaceAddress;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.OuterHeaderConfig;
import org.taplane.control.config.OuterHeaderConfig.Tos;
import org.taplane.control.config.OuterHeaderConfig.UdpChecksum;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PathMtu;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.SourcePorts;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.config.StormLimits;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.Underlay;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VlanSet;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.control.config.WorkerConfig;

class ConfigLoaderTest {
    private static final OuterHeaderConfig DEFAULT_OUTER =
            new OuterHeaderConfig(64, new Tos.Fixed(0), UdpChecksum.AUTO, SourcePorts.DYNAMIC);

    @Test
    void everyKindOfPortLoads() throws IOException {
        List<PortConfig> ports = List.of(
                tap("vm1", new VlanConfig.Access(10)),
                new TapConfig(
                        "web",
                        new VlanConfig.Access(10),
                        OptionalInt.of(16),
                        Optional.of("web"),
                        Optional.empty(),
                        List.of(new InterfaceAddress(InetAddress.ofLiteral("10.0.10.2"), 24)),
                        List.of(),
                        1450,
                        OptionalLong.of(0x02_00_00_00_00_02L),
                        OnMissing.FAIL,
                        Optional.empty(),
                        PortFeatures.NONE),
                tap("trunk", new VlanConfig.Trunk(VlanSet.of(10).union(VlanSet.range(20, 29)), OptionalInt.of(1))),
                new PacketConfig(
                        "wire",
                        new VlanConfig.Trunk(VlanSet.ALL, OptionalInt.empty()),
                        OptionalInt.empty(),
                        "eth1",
                        Optional.empty(),
                        OnMissing.FAIL,
                        PortFeatures.NONE),
                vxlan("vx", new VlanConfig.Access(10), new VniConfig.Single(42), "10.98.0.2"),
                vxlan(
                        "mesh",
                        new VlanConfig.Trunk(VlanSet.of(10, 20), OptionalInt.empty()),
                        new VniConfig.PerVlan(
                                List.of(new VniConfig.Mapping(10, 10010), new VniConfig.Mapping(20, 10020))),
                        "10.98.0.2",
                        "10.98.0.3"));
        StaticEntry entry =
                new StaticEntry(0x02_00_00_00_00_09L, 10, "vx", Optional.of(InetAddress.ofLiteral("10.98.0.2")));

        ConfigResult.Loaded loaded = (ConfigResult.Loaded) ConfigLoader.parse("example.yaml", resource("example.yaml"));
        assertThat(loaded.config())
                .isEqualTo(new Config(
                        new WorkerConfig(
                                2,
                                WorkerConfig.Poll.SLEEP,
                                List.of(),
                                WorkerConfig.Io.EPOLL,
                                WorkerConfig.FastPath.AUTO),
                        ControlConfig.DEFAULT,
                        List.of(new BridgeConfig("br0", Duration.ofMinutes(5), 8192, 0, ports, List.of(entry)))));
    }

    @Test
    void aFaultThatOnlyTheSystemKnowsIsToldWithItsPlace() {
        String yaml = "bridges:\n  br0:\n    ports:\n      a: {type: tap}\n      b: {type: tap}\n";
        ConfigResult.Loaded loaded =
                (ConfigResult.Loaded) ConfigLoader.parse("x.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded.ports().error("b", "interface b exists already", "a free name"))
                .hasToString("x.yaml:5:7: interface b exists already; expected a free name");
    }

    @Test
    void everyDefaultIsInPlace() {
        assertThat(loaded("bridges: {br0: {ports: {a: {type: tap}}}}"))
                .isEqualTo(new Config(
                        new WorkerConfig(
                                Runtime.getRuntime().availableProcessors(),
                                WorkerConfig.Poll.SLEEP,
                                List.of(),
                                WorkerConfig.Io.EPOLL,
                                WorkerConfig.FastPath.AUTO),
                        ControlConfig.DEFAULT,
                        List.of(new BridgeConfig(
                                "br0",
                                Duration.ofMinutes(5),
                                8192,
                                0,
                                List.of(tap("a", new VlanConfig.Access(1))),
                                List.of()))));
    }

    @Test
    void workersMayStayOnProcessorsLookBeforeTheySleepAndReadByRings() {
        assertThat(loaded("{workers: 3, poll: adaptive, cpus: [1, 0], io: auto, fast-path: off, bridges: {b: }}")
                        .workers())
                .isEqualTo(new WorkerConfig(
                        3, WorkerConfig.Poll.ADAPTIVE, List.of(1, 0), WorkerConfig.Io.AUTO, WorkerConfig.FastPath.OFF));
    }

    @Test
    void aGroupForwardMaskIsWrittenAsForTheKernel() {
        assertThat(loaded("bridges: {a: {group-forward-mask: 0x4008}, b: {group-forward-mask: 16384}, c: }")
                        .bridges())
                .extracting(BridgeConfig::groupForwardMask)
                .containsExactly(0x4008, 0x4000, 0);
    }

    @Test
    void embeddedDefaultJoinsTwoTaps() {
        Config config = ConfigLoader.embeddedDefault().config();

        assertThat(config.bridges()).singleElement().satisfies(bridge -> {
            assertThat(bridge.name()).isEqualTo("br0");
            assertThat(bridge.ports())
                    .containsExactly(tap("tl0", new VlanConfig.Access(1)), tap("tl1", new VlanConfig.Access(1)));
        });
    }

    @Test
    void everythingThatTheEmbeddedDefaultShowsInCommentsIsValid() throws IOException {
        String text = new String(resource("default.yaml"), StandardCharsets.UTF_8);
        String shown = text.replaceAll("(?m)^( *)# ([a-z]+: *(\\{.*}|\\d.*|)|  socket: .*)$", "$1$2");

        assertThat(loaded(shown).bridges().getFirst().ports())
                .extracting(PortConfig::name)
                .containsExactly("tl0", "tl1", "web", "trunk", "wire", "vx");
        assertThat(shown).contains("\nworkers: 2", "\ncontrol:\n  socket: ");
    }

    @Test
    void namesThatYamlTakesForOtherThingsAreNames() {
        assertThat(loaded("bridges: {no: {ports: {on: {type: tap}, 10: {type: tap}, ~: {type: tap, netns: null}}}}")
                        .bridges())
                .singleElement()
                .satisfies(bridge -> {
                    assertThat(bridge.name()).isEqualTo("no");
                    assertThat(bridge.ports()).extracting(PortConfig::name).containsExactly("on", "10", "~");
                    assertThat(((TapConfig) bridge.ports().getLast()).netns()).contains("null");
                });
    }

    @Test
    void everyFileThatCannotBeReadGetsOneLine(@TempDir Path folder) throws IOException {
        Path large = folder.resolve("large.yaml");
        Files.write(large, new byte[ConfigLoader.MAX_BYTES + 1]);

        assertThat(onlyError(folder.resolve("none.yaml")))
                .endsWith(":1:1: there is no such file; expected a readable file");
        assertThat(onlyError(folder)).isEqualTo(folder + ":1:1: this is a directory; expected a file");
        assertThat(onlyError(large)).endsWith(":1:1: the file is too large; expected at most 1048576 bytes");
        assertThat(onlyError(large.resolve("below")))
                .contains(":1:1: the file cannot be read: ", "; expected a readable file");
    }

    @Test
    void loadReadsTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.yaml"), resource("example.yaml"));

        ConfigResult.Loaded parsed = (ConfigResult.Loaded) ConfigLoader.parse("a.yaml", resource("example.yaml"));
        assertThat(ConfigLoader.load(file))
                .isInstanceOfSatisfying(
                        ConfigResult.Loaded.class,
                        loaded -> assertThat(loaded.config()).isEqualTo(parsed.config()));
    }

    @Test
    void portsOfEveryTypeHaveFeatures() {
        String keys = "storm-control: {broadcast: 1000/s, unknown-unicast: 1/s}, isolated: true, enabled: false";
        Config config = loaded("""
                bridges:
                  br0:
                    ports:
                      a: {type: tap, %1$s}
                      b: {type: packet, device: eth1, %1$s}
                      c: {type: vxlan, local: 10.0.0.1, remotes: [10.0.0.2], vni: 1, %1$s}
                      d: {type: veth, %1$s}
                """.formatted(keys));
        StormLimits limits = new StormLimits(OptionalInt.of(1000), OptionalInt.empty(), OptionalInt.of(1));

        assertThat(config.bridges().getFirst().ports())
                .extracting(PortConfig::features)
                .hasSize(4)
                .containsOnly(new PortFeatures(limits, true, false, LldpConfig.OFF));
    }

    private static TapConfig tap(String name, VlanConfig vlan) {
        return new TapConfig(
                name,
                vlan,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                1500,
                OptionalLong.empty(),
                OnMissing.FAIL,
                Optional.empty(),
                PortFeatures.NONE);
    }

    private static VxlanConfig vxlan(String name, VlanConfig vlan, VniConfig vnis, String... remotes) {
        List<InetAddress> addresses =
                List.of(remotes).stream().map(InetAddress::ofLiteral).toList();
        return new VxlanConfig(
                name,
                vlan,
                OptionalInt.empty(),
                InetAddress.ofLiteral("10.98.0.1"),
                4789,
                new VxlanPeers.Remotes(addresses),
                vnis,
                DEFAULT_OUTER,
                Underlay.SOCKET,
                true,
                false,
                false,
                PathMtu.TELL,
                OptionalInt.empty(),
                PortFeatures.NONE);
    }

    private static Config loaded(String yaml) {
        return switch (ConfigLoader.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8))) {
            case ConfigResult.Loaded loaded -> loaded.config();
            case ConfigResult.Rejected rejected -> throw new AssertionError(rejected.toString());
        };
    }

    private static String onlyError(Path file) {
        return ((ConfigResult.Rejected) ConfigLoader.load(file))
                .errors()
                .getFirst()
                .toString();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream text = ConfigLoaderTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(text, name).readAllBytes();
        }
    }
}
