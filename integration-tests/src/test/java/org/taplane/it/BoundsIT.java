package org.taplane.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.VlanSet;
import org.taplane.control.config.WorkerConfig;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.port.Mtu;
import org.taplane.dataplane.tunnel.OuterSettings;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.it.kit.ConfigFile;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Taplane;

/** With every bound of every number that {@code check} takes the daemon starts; one step beyond is refused by its line. */
@KernelTest
final class BoundsIT {
    private static final int MAX_MACS = Fdb.MAX_ENTRIES;
    private static final int MIN_VLAN = VlanSet.MIN_VLAN;
    private static final int MAX_VLAN = VlanSet.MAX_VLAN;
    private static final String TUNNEL = "type: vxlan, local: 127.0.0.#, remotes: [127.0.1.1]";

    /** A bridge with a number at the place of {@code %d}, and its own index where names have to differ. */
    private record Row(String bridge, long min, long max) {
        static Row port(String settings, long min, long max) {
            return new Row("ports: {p#: {%s}}".formatted(settings).replace("NUMBER", "%d"), min, max);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("ageing: %ds", BridgeConfig.MIN_AGEING.toSeconds(), BridgeConfig.MAX_AGEING.toSeconds()),
            new Row("max-macs: %d", 1, MAX_MACS),
            Row.port("type: tap, max-macs: NUMBER", 1, MAX_MACS),
            Row.port("type: tap, mtu: NUMBER", Mtu.MIN, Mtu.MAX),
            Row.port("type: tap, address: [10.77.0.#/NUMBER]", 0, 32),
            Row.port("type: tap, address: [\"fd00:77::#/NUMBER\"]", 0, 128),
            Row.port("type: tap, vlan: {access: NUMBER}", MIN_VLAN, MAX_VLAN),
            Row.port("type: tap, vlan: {trunk: [NUMBER]}", MIN_VLAN, MAX_VLAN),
            Row.port("type: tap, vlan: {trunk: [7], native: NUMBER}", MIN_VLAN, MAX_VLAN),
            Row.port("type: packet, device: d#, max-macs: NUMBER", 1, MAX_MACS),
            Row.port(TUNNEL + ", vni: 1, max-macs: NUMBER", 1, MAX_MACS),
            Row.port(TUNNEL + ", vni: 1, mtu: NUMBER", Mtu.MIN, Mtu.MAX),
            Row.port(TUNNEL + ", vni: NUMBER", 0, VniMap.MAX_VNI),
            Row.port(TUNNEL + ", vnis: {1: NUMBER}", 0, VniMap.MAX_VNI),
            Row.port(TUNNEL + ", vnis: {NUMBER: 1}", MIN_VLAN, MAX_VLAN),
            Row.port(TUNNEL + ", vni: 1, udp-port: NUMBER", OuterSettings.MIN_UDP_PORT, OuterSettings.MAX_UDP_PORT),
            Row.port(TUNNEL + ", vni: 1, ttl: NUMBER", OuterSettings.MIN_TTL, OuterSettings.MAX_TTL),
            Row.port(TUNNEL + ", vni: 1, tos: NUMBER", 0, OuterSettings.MAX_TOS));

    /** Which end of the ranges. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    enum End {
        LEAST(-1, 1),
        GREATEST(1, WorkerConfig.MAX_COUNT);

        private final int outwards;
        private final int workers;

        End(int outwards, int workers) {
            this.outwards = outwards;
            this.workers = workers;
        }

        private long of(Row row) {
            return this == LEAST ? row.min : row.max;
        }
    }

    private final Namespace at = Namespace.create("switch");

    @AfterEach
    void remove() {
        at.close();
    }

    @ParameterizedTest
    @EnumSource
    void theDaemonStartsWithWhatCheckTakes(End end) {
        IntStream.range(0, ROWS.size())
                .filter(row -> ROWS.get(row).bridge.contains("packet"))
                .forEach(row -> at.run("ip link add d%1$d type veth peer name e%1$d".formatted(row + 1)));
        try (Daemon daemon = Daemon.start(at, end.workers, bridges(end, 0))) {
            assertThat(daemon.show("bridges")).hasSize(ROWS.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeyondIsRefusedWithItsLine(End end) {
        String bridges = bridges(end, end.outwards);
        try (ConfigFile file =
                ConfigFile.containing("workers: %d\n%s".formatted(end.workers + end.outwards, bridges))) {
            Shell.Result result = new Taplane(at).command("check", file.toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(Pattern.compile("taplane\\.yaml:(\\d+):")
                            .matcher(result.error())
                            .results()
                            .map(match -> Integer.parseInt(match.group(1)))
                            .distinct())
                    .as(result.error())
                    .containsExactlyElementsOf(linesWithNumbers());
        }
    }

    private static String bridges(End end, int beyond) {
        return "bridges:\n"
                + IntStream.range(0, ROWS.size())
                        .mapToObj(i -> "  b%d: {%s}\n"
                                .formatted(
                                        i,
                                        ROWS.get(i)
                                                .bridge
                                                .replace("#", Integer.toString(i + 1))
                                                .formatted(end.of(ROWS.get(i)) + beyond)))
                        .collect(joining());
    }

    /** One for the workers, none for the line that begins the bridges, one for each of them. */
    private static List<Integer> linesWithNumbers() {
        return IntStream.concat(IntStream.of(1), IntStream.range(3, 3 + ROWS.size()))
                .boxed()
                .toList();
    }
}
