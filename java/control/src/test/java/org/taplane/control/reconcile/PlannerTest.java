package org.taplane.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;

class PlannerTest {
    private static final String BEFORE = """
            bridges:
              br0:
                ageing: 300s
                ports:
                  desk: {type: tap, vlan: {access: 10}}
                  lab: {type: tap}
                  wire: {type: packet, device: eth1}
                static-fdb:
                  - {mac: "02:00:00:00:00:09", vlan: 10, port: desk}
              old: {ports: {o1: {type: tap}}}
            """;

    @Test
    void saysWhatComesChangesAndGoes() {
        String after = """
                bridges:
                  br0:
                    ageing: 5m
                    max-macs: 100
                    ports:
                      desk: {type: tap, vlan: {access: 20}, mtu: 1450}
                      wire: {type: packet, device: eth2}
                      web: {type: tap, netns: web, vlan: {trunk: [10, "20-29"], native: 1}}
                    static-fdb:
                      - {mac: "02:00:00:00:00:09", vlan: 20, port: desk}
                  new: {ports: {o1: {type: tap}}}
                """;
        assertThat(lines(BEFORE, after))
                .containsExactly(
                        "- station br0/02:00:00:00:00:09 vlan 10",
                        "- port old/o1",
                        "+ bridge new",
                        "~ bridge br0: ageing 300s -> 5m, max-macs 100",
                        "~ port br0/desk: vlan access 10 -> 20, mtu 1450",
                        "~ port br0/wire: device eth1 -> eth2 (the device is made anew)",
                        "+ port br0/web: tap, vlan trunk 10,20-29 native 1, netns web",
                        "+ port new/o1: tap, vlan access 1",
                        "+ station br0/02:00:00:00:00:09 vlan 20: behind port desk",
                        "- port br0/lab",
                        "- bridge old");
    }

    @Test
    void theSameInOtherWordsIsNoChange() {
        String other = BEFORE.replace("300s", "5m").replace("lab: {type: tap}", "lab: {type: tap, vlan: {access: 1}}");
        assertThat(Planner.plan(load(BEFORE), load(other)).isEmpty()).isTrue();
    }

    @Test
    void whatADeviceDoesNotSurviveIsSaid() {
        String ports = """
                bridges:
                  br0:
                    ports:
                      a: {type: tap, netns: %s, mtu: %d}
                      b: {type: vxlan, local: 10.0.0.1, remotes: [10.0.0.2], vni: %d, max-macs: %d, learning: %s}
                """;
        String before = ports.formatted("web", 1500, 1, 10, true);
        assertThat(lines(before, ports.formatted("web", 1400, 1, 20, false)))
                .containsExactly(
                        "~ port br0/a: mtu 1500 -> 1400", "~ port br0/b: max-macs 10 -> 20, learning true -> false");
        assertThat(lines(before, ports.formatted("db", 1500, 2, 10, true)))
                .containsExactly(
                        "~ port br0/a: netns web -> db (the device is made anew)",
                        "~ port br0/b: vni 1 -> 2 (the device is made anew)");
    }

    @Test
    void aVethIsChangedAsATapIsAndNeverBecomesOne() {
        String ports = "bridges: {br0: {ports: {a: {type: %s, device: eth0, mtu: %d}}}}";
        assertThat(lines(ports.formatted("veth", 1500), ports.formatted("veth", 1400)))
                .containsExactly("~ port br0/a: mtu 1500 -> 1400");
        assertThat(lines(ports.formatted("tap", 1500), ports.formatted("veth", 1500)))
                .containsExactly("~ port br0/a: type tap -> veth (the device is made anew)");
    }

    @Test
    void whatWorkersAreNeedsARestart() {
        Plan plan = Planner.plan(
                load("workers: 1\n" + BEFORE), load("workers: 2\npoll: adaptive\nfast-path: off\n" + BEFORE));
        assertThat(plan.restarts()).containsExactly("workers", "poll", "fast-path");
    }

    @Property
    void thePlanLeadsFromOneToTheOtherByConsistentSteps(@ForAll("files") String from, @ForAll("files") String to) {
        Map<String, Set<String>> model = model(load(from));
        for (Change change : Planner.plan(load(from), load(to)).changes()) {
            carryOut(change, model);
        }
        assertThat(model).isEqualTo(model(load(to)));
    }

    /** Bridges with their settings, ports and stations as text; a port's name may be in use once. */
    private static Map<String, Set<String>> model(Loaded loaded) {
        Map<String, Set<String>> bridges = new TreeMap<>();
        for (BridgeConfig bridge : loaded.config().bridges()) {
            Set<String> content = new TreeSet<>();
            content.add(bridge.withoutContent().toString());
            bridge.ports().forEach(port -> content.add("port " + port.name() + " " + port));
            bridge.staticEntries().forEach(entry -> content.add(entry.toString()));
            bridges.put(bridge.name(), content);
        }
        return bridges;
    }

    private static void carryOut(Change change, Map<String, Set<String>> model) {
        switch (change) {
            case Change.AddBridge(var bridge) ->
                assertThat(model.put(
                                bridge.name(),
                                new TreeSet<>(Set.of(bridge.withoutContent().toString()))))
                        .isNull();
            case Change.RemoveBridge(var bridge) ->
                assertThat(model.remove(bridge.name())).hasSize(1);
            case Change.SetBridge(var before, var after, var details) -> {
                remove(model, before.name(), before.withoutContent().toString());
                of(model, after.name()).add(after.withoutContent().toString());
            }
            case Change.AddPort(var bridge, var port) -> {
                assertThat(model.values().stream().flatMap(Set::stream))
                        .noneMatch(text -> text.startsWith("port " + port.name() + " "));
                of(model, bridge).add("port " + port.name() + " " + port);
            }
            case Change.RemovePort(var bridge, var port) -> remove(model, bridge, "port " + port.name() + " " + port);
            case Change.SetPort(var bridge, var before, var after, var details) -> {
                remove(model, bridge, "port " + before.name() + " " + before);
                of(model, bridge).add("port " + after.name() + " " + after);
            }
            case Change.AddStation(var bridge, var entry) -> {
                assertThat(of(model, bridge)).anyMatch(text -> text.startsWith("port " + entry.port() + " "));
                of(model, bridge).add(entry.toString());
            }
            case Change.RemoveStation(var bridge, var entry) -> remove(model, bridge, entry.toString());
        }
    }

    private static Set<String> of(Map<String, Set<String>> model, String bridge) {
        return Objects.requireNonNull(model.get(bridge), bridge);
    }

    private static void remove(Map<String, Set<String>> model, String bridge, String text) {
        assertThat(of(model, bridge).remove(text)).as(text).isTrue();
    }

    /** Up to three bridges that share out six ports, some with a station. */
    @Provide
    Arbitrary<String> files() {
        return Arbitraries.integers().between(0, 4 * 3 * 3 - 1).list().ofSize(6).map(PlannerTest::file);
    }

    private static String file(List<Integer> choices) {
        Map<String, StringBuilder> ports = new LinkedHashMap<>();
        Map<String, StringBuilder> stations = new LinkedHashMap<>();
        ports.put("b0", new StringBuilder());
        for (int i = 0; i < choices.size(); i++) {
            int choice = choices.get(i);
            int bridge = choice % 4;
            int vlan = 1 + choice / 4 % 3;
            if (bridge < 3) {
                ports.computeIfAbsent("b" + bridge, name -> new StringBuilder())
                        .append("      p%d: {type: tap, vlan: {access: %d}}\n".formatted(i, vlan));
                if (choice / 12 > 0) {
                    stations.computeIfAbsent("b" + bridge, name -> new StringBuilder())
                            .append("      - {mac: \"02:00:00:00:00:0%d\", vlan: %d, port: p%d}\n"
                                    .formatted(i, vlan, i));
                }
            }
        }
        StringBuilder text = new StringBuilder("bridges:\n");
        ports.forEach(
                (bridge, lines) -> text.append("  " + bridge + ":\n    max-macs: " + (100 + lines.length()) + "\n")
                        .append(lines.isEmpty() ? "" : "    ports:\n" + lines)
                        .append(stations.containsKey(bridge) ? "    static-fdb:\n" + stations.get(bridge) : ""));
        return text.toString();
    }

    private static List<String> lines(String from, String to) {
        return PlanText.lines(Planner.plan(load(from), load(to)));
    }

    private static Loaded load(String yaml) {
        return (Loaded) ConfigLoader.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
