package org.taplane.control.config.load;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

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
        Optional<Integer> maxMacs = bridge.optional("max-macs", PortReader.MAX_MACS, BridgeConfig.DEFAULT_MAX_MACS);
        Optional<Integer> groupForwardMask = bridge.optional("group-forward-mask", GroupForwardMask::read, 0);
        Optional<List<PortConfig>> soundPorts = bridge.optional("ports", this::ports, List.of());
        StaticEntryReader entry = new StaticEntryReader("bridge " + Wording.brief(name), ports);
        Optional<List<StaticEntry>> entries =
                bridge.optional("static-fdb", Values.list("static entries", entry), List.of());
        maxMacs.ifPresent(bound -> requireRoom(bridge, bound, entry.seen()));
        entries.ifPresent(sound -> requireRoomAtPorts(bridge, sound));
        return bridge.close(() -> new BridgeConfig(
                name,
                ageing.orElseThrow(),
                maxMacs.orElseThrow(),
                groupForwardMask.orElseThrow(),
                soundPorts.orElseThrow(),
                entries.orElseThrow()));
    }

    private Optional<List<PortConfig>> ports(YamlNode node, Problems problems) {
        return Values.entries(node, problems).map(entries -> {
            entries.forEach(entry -> ports.putIfAbsent(entry.key().text(), portReader.read(entry)));
            return ports.values().stream().flatMap(Optional::stream).toList();
        });
    }

    private void requireRoomAtPorts(Section bridge, List<StaticEntry> entries) {
        Map<String, Long> counts = entries.stream().collect(groupingBy(StaticEntry::port, counting()));
        ports.values().stream().flatMap(Optional::stream).forEach(port -> {
            long count = counts.getOrDefault(port.name(), 0L);
            if (count > port.maxMacs().orElse(Integer.MAX_VALUE)) {
                problems.report(
                        bridge.keyAt("static-fdb"),
                        count + " static entries of port " + port.name() + " do not fit",
                        "at most " + port.maxMacs().getAsInt() + ", as its max-macs says");
            }
        });
    }

    private void requireRoom(Section bridge, int maxMacs, int entries) {
        if (entries > maxMacs) {
            problems.report(
                    bridge.keyAt("static-fdb"),
                    entries + " static entries do not fit",
                    "at most " + maxMacs + ", as max-macs says");
        }
    }
}
