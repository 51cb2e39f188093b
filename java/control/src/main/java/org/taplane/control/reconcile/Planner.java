package org.taplane.control.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlTree;

/**
 * Finds what differs between two configurations. Pure: nothing is asked of the machine.
 *
 * <p>Every step leads from one consistent switch to another. A port goes at the end, when nothing can fail any more: to
 * take a removal back its device would have to be made anew. Only one that is in the way of another ({@link Clash}) goes
 * at the beginning.
 */
public final class Planner {
    /** Keys of a bridge whose entries are changes of their own. */
    private static final Set<String> OWN_CHANGES = Set.of("ports", "static-fdb");

    private final Loaded from;
    private final Loaded to;
    private final Map<String, BridgeConfig> before;
    private final Map<String, BridgeConfig> after;
    private final List<Change> changes = new ArrayList<>();

    private Planner(Loaded from, Loaded to) {
        this.from = from;
        this.to = to;
        before = byName(from.config().bridges(), BridgeConfig::name);
        after = byName(to.config().bridges(), BridgeConfig::name);
    }

    public static Plan plan(Loaded from, Loaded to) {
        Planner planner = new Planner(from, to);
        planner.makeRoom();
        planner.change();
        planner.add();
        planner.remove();
        return new Plan(planner.changes, restarts(from.config(), to.config()));
    }

    private static List<String> restarts(Config from, Config to) {
        List<String> keys = new ArrayList<>();
        note("workers", from.workers().count(), to.workers().count(), keys);
        note("poll", from.workers().poll(), to.workers().poll(), keys);
        note("cpus", from.workers().cpus(), to.workers().cpus(), keys);
        note("io", from.workers().io(), to.workers().io(), keys);
        note("fast-path", from.workers().fastPath(), to.workers().fastPath(), keys);
        note("control", from.control(), to.control(), keys);
        return keys;
    }

    private static void note(String key, Object from, Object to, List<String> keys) {
        if (!from.equals(to)) {
            keys.add(key);
        }
    }

    private void makeRoom() {
        before.values().forEach(this::removeStations);
        before.values().forEach(bridge -> removePorts(bridge, true));
    }

    private void remove() {
        before.values().forEach(bridge -> removePorts(bridge, false));
        before.values().stream()
                .filter(bridge -> !after.containsKey(bridge.name()))
                .forEach(bridge -> changes.add(new Change.RemoveBridge(bridge)));
    }

    private void removeStations(BridgeConfig bridge) {
        bridge.staticEntries().stream()
                .filter(entry -> !stationsOf(after, bridge).contains(entry))
                .forEach(entry -> changes.add(new Change.RemoveStation(bridge.name(), entry)));
    }

    private static List<?> stationsOf(Map<String, BridgeConfig> side, BridgeConfig bridge) {
        return other(side, bridge).map(BridgeConfig::staticEntries).orElse(List.of());
    }

    private static Optional<BridgeConfig> other(Map<String, BridgeConfig> side, BridgeConfig bridge) {
        return Optional.ofNullable(side.get(bridge.name()));
    }

    /** @param inTheWay whether those go that another port needs gone, or the others */
    private void removePorts(BridgeConfig bridge, boolean inTheWay) {
        Map<String, PortConfig> kept = portsOf(after, bridge);
        bridge.ports().stream()
                .filter(port -> !kept.containsKey(port.name()) && isInTheWay(port) == inTheWay)
                .forEach(port -> changes.add(new Change.RemovePort(bridge.name(), port)));
    }

    /** Of a port that stays as it is, nothing new is in need of. */
    private boolean isInTheWay(PortConfig port) {
        return to.config().bridges().stream()
                .flatMap(bridge -> bridge.ports().stream())
                .anyMatch(other -> Clash.isBetween(port, other));
    }

    private static Map<String, PortConfig> portsOf(Map<String, BridgeConfig> side, BridgeConfig bridge) {
        return other(side, bridge)
                .map(found -> byName(found.ports(), PortConfig::name))
                .orElse(Map.of());
    }

    private void change() {
        after.values().stream()
                .filter(bridge -> !before.containsKey(bridge.name()))
                .forEach(bridge -> changes.add(new Change.AddBridge(bridge)));
        after.values().forEach(bridge -> other(before, bridge).ifPresent(old -> changeBridge(old, bridge)));
        after.values().forEach(this::changePorts);
    }

    private void changeBridge(BridgeConfig old, BridgeConfig bridge) {
        if (!settings(old).equals(settings(bridge))) {
            changes.add(new Change.SetBridge(old, bridge, differences(OWN_CHANGES, "bridges", bridge.name())));
        }
    }

    private static BridgeConfig settings(BridgeConfig bridge) {
        return bridge.withoutContent();
    }

    private void changePorts(BridgeConfig bridge) {
        Map<String, PortConfig> old = portsOf(before, bridge);
        for (PortConfig port : bridge.ports()) {
            PortConfig was = old.get(port.name());
            if (was != null && !was.equals(port)) {
                List<String> details = differences(Set.of(), "bridges", bridge.name(), "ports", port.name());
                changes.add(new Change.SetPort(bridge.name(), was, port, details));
            }
        }
    }

    private List<String> differences(Set<String> skipped, String... path) {
        return Differences.of(section(from.tree(), path), section(to.tree(), path), skipped);
    }

    private static YamlNode section(YamlNode tree, String... path) {
        return YamlTree.at(tree, path).orElseGet(YamlTree::emptyMapping);
    }

    private void add() {
        after.values().forEach(this::addPorts);
        after.values().forEach(this::addStations);
    }

    private void addPorts(BridgeConfig bridge) {
        Map<String, PortConfig> old = portsOf(before, bridge);
        bridge.ports().stream()
                .filter(port -> !old.containsKey(port.name()))
                .forEach(port -> changes.add(new Change.AddPort(bridge.name(), port)));
    }

    private void addStations(BridgeConfig bridge) {
        bridge.staticEntries().stream()
                .filter(entry -> !stationsOf(before, bridge).contains(entry))
                .forEach(entry -> changes.add(new Change.AddStation(bridge.name(), entry)));
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        return all.stream()
                .collect(Collectors.toMap(name, Function.identity(), (first, second) -> first, LinkedHashMap::new));
    }
}
