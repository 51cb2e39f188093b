package org.taplane.daemon.cli;

import static java.util.stream.Collectors.joining;
import static org.taplane.daemon.cli.Table.number;
import static org.taplane.daemon.cli.Table.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.taplane.control.api.BridgeState;
import org.taplane.control.api.FdbEntry;
import org.taplane.control.api.PortState;
import org.taplane.control.api.VxlanState;
import org.taplane.control.api.VxlanState.Origin;
import org.taplane.control.api.VxlanState.Remote;
import org.taplane.wire.MacAddress;

/** The tables of {@code taplane show}. */
final class Tables {
    private static final String NONE = "-";
    private static final int TOP_REASONS = 3;

    static final Table<PortState> PORTS = new Table<>(List.of(
            text("BRIDGE", PortState::bridge),
            text("PORT", PortState::name),
            text("TYPE", PortState::type),
            text("STATE", port -> port.state().label()),
            number("MTU", PortState::mtu),
            text(
                    "MAC",
                    port -> port.mac().isPresent()
                            ? MacAddress.format(port.mac().getAsLong())
                            : NONE),
            number("STATIONS", PortState::stations),
            number(
                    "MAX-MACS",
                    port -> port.maxMacs().isPresent() ? port.maxMacs().getAsInt() : NONE),
            number("RX-FRAMES", port -> port.totals().rx().frames()),
            number("RX-BYTES", port -> port.totals().rx().bytes()),
            number("TX-FRAMES", port -> port.totals().tx().frames()),
            number("TX-BYTES", port -> port.totals().tx().bytes()),
            number(
                    "DROPS",
                    port -> port.totals().rx().drops() + port.totals().tx().drops()),
            text("REASONS", port -> reasons(port.totals().drops())),
            text("WHY", port -> port.why().orElse(NONE))));

    static final Table<FdbEntry> FDB = new Table<>(List.of(
            text("BRIDGE", FdbEntry::bridge),
            number("VLAN", FdbEntry::vlan),
            text("MAC", entry -> MacAddress.format(entry.mac())),
            text("PORT", FdbEntry::port),
            text("REMOTE", entry -> entry.remote().orElse(NONE)),
            text("TYPE", FdbEntry::type),
            number("AGE", entry -> entry.fixed() ? NONE : age(entry.age()))));

    static final Table<BridgeState> BRIDGES = new Table<>(List.of(
            text("BRIDGE", BridgeState::name),
            number("PORTS", BridgeState::ports),
            number("MACS", BridgeState::macs),
            number("MAX-MACS", BridgeState::maxMacs),
            number("AGEING", bridge -> bridge.ageing() + "s"),
            text(
                    "GROUP-FORWARD",
                    bridge -> bridge.groupForwardMask() == 0 ? NONE : "0x%04x".formatted(bridge.groupForwardMask())),
            number("FAST-PATH", BridgeState::fastPath),
            text("FEATURES", bridge -> bridge.features().isEmpty() ? NONE : String.join(", ", bridge.features()))));

    static final Table<VxlanState> VXLAN = new Table<>(List.of(
            text("BRIDGE", VxlanState::bridge),
            text("PORT", VxlanState::name),
            text("LOCAL", VxlanState::local),
            number("UDP-PORT", VxlanState::udpPort),
            number("FLOWS", tunnel -> tunnel.sourcePorts().flows()),
            number("MTU", VxlanState::mtu),
            text("VLAN:VNI", tunnel -> vnis(tunnel.vnis())),
            text("REMOTES", Tables::remotes)));

    private Tables() {}

    static List<FdbEntry> sorted(List<FdbEntry> entries) {
        return entries.stream()
                .sorted(Comparator.comparing(FdbEntry::bridge)
                        .thenComparingInt(FdbEntry::vlan)
                        .thenComparingLong(FdbEntry::mac))
                .toList();
    }

    private static String reasons(Map<String, Long> drops) {
        String top = drops.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP_REASONS)
                .map(drop -> drop.getKey() + " " + drop.getValue())
                .collect(joining(", "));
        int more = drops.size() - TOP_REASONS;
        return drops.isEmpty() ? NONE : more > 0 ? top + ", " + more + " more" : top;
    }

    /** {@code 9s}, {@code 4m05s}, {@code 2h00m}: two units at most. */
    static String age(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
                : "%dh%02dm".formatted(seconds / 3600, seconds / 60 % 60);
    }

    private static String vnis(List<VxlanState.VlanVni> vnis) {
        return vnis.stream()
                .map(mapping -> mapping.vlan() + ":" + mapping.vni())
                .collect(joining(", "));
    }

    private static String remotes(VxlanState tunnel) {
        return tunnel.remotes().isEmpty()
                ? NONE
                : tunnel.remotes().stream()
                        .map(remote -> remote.address() + remarks(remote, tunnel))
                        .collect(joining(", "));
    }

    /** What is not as the configuration has it, in parentheses. */
    private static String remarks(Remote remote, VxlanState tunnel) {
        String origin =
                remote.origin() == Origin.CONFIGURED ? "" : remote.origin().label();
        String mtu = remote.pathMtu() == tunnel.mtu() ? "" : "mtu " + remote.pathMtu();
        String both = Stream.of(origin, mtu).filter(remark -> !remark.isEmpty()).collect(joining(", "));
        return both.isEmpty() ? "" : " (" + both + ")";
    }
}
