package org.taplane.control.config.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;

/** Reads one bridge. */
final class BridgeReader {
    private static final ValueReader<Integer> MAX_MACS = Values.number("a number of MAC addresses", 1, 16_000_000);

    private final PortReader portReader;
    private final Problems problems;
    /** The ports by their names; the ones that were rejected are known by name only. */
    private final Map<String, Optional<PortConfig>> ports = new LinkedHashMap<>();

    BridgeReader(PortReader portReader, Problems problems) {
        this.portReader = portReader;
        this.problems = problems;
    }

    Optional<BridgeConfig> read(Entry entry) {
        String name = entry.key().text();
        Names.interfaceName(entry.key(), problems);
        return Section.open("bridge " + Wording.brief(name), entry.value(), problems)
                .flatMap(bridge -> read(name, bridge));
    }

    private Optional<BridgeConfig> read(String name, Section bridge) {
        Optional<Duration> ageing = bridge.optional("ageing", Durations.AGEING, BridgeConfig.DEFAULT_AGEING);
        Optional<Integer> maxMacs = bridge.optional("max-macs", MAX_MACS, BridgeConfig.DEFAULT_MAX_MACS);
        Optional<List<PortConfig>> sound = bridge.optional("ports", this::ports, List.of());
        ValueReader<StaticEntry> entry = new StaticEntryReader("bridge " + Wording.brief(name), ports);
        Optional<List<StaticEntry>> entries =
                bridge.optional("static-fdb", Values.list("static entries", entry), List.of());
        requireRoom(bridge, maxMacs, entries);
        return bridge.close(() -> new BridgeConfig(
                name, ageing.orElseThrow(), maxMacs.orElseThrow(), sound.orElseThrow(), entries.orElseThrow()));
    }

    private Optional<List<PortConfig>> ports(YamlNode node, Problems problems) {
        return Values.entries(node, problems).map(entries -> {
            entries.forEach(entry -> ports.putIfAbsent(entry.key().text(), portReader.read(entry)));
            return ports.values().stream().flatMap(Optional::stream).toList();
        });
    }

    private void requireRoom(Section bridge, Optional<Integer> maxMacs, Optional<List<StaticEntry>> entries) {
        int size = entries.map(List::size).orElse(0);
        maxMacs.filter(bound -> size > bound)
                .ifPresent(bound -> problems.report(
                        bridge.keyAt("static-fdb"),
                        size + " static entries are more than max-macs allows",
                        "at most " + bound + " entries"));
    }
}
