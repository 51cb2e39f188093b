package org.taplane.it.kit;

import java.util.List;
import java.util.Map;
import org.taplane.it.kit.HostSpec.StaticEntry;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.HostSpec.Tunnel;

/** Writes a {@link HostSpec} as the part {@code bridges} of Taplane's configuration. */
final class TaplaneConfig {
    private TaplaneConfig() {}

    static String bridges(HostSpec spec, Map<Station, Namespace> stations) {
        StringBuilder out = new StringBuilder("bridges:\n  br0:\n    ports:\n");
        stations.forEach((station, namespace) -> out.append(tap(station, namespace)));
        spec.tunnel().ifPresent(tunnel -> out.append(vxlan(tunnel)));
        if (!spec.staticEntries().isEmpty()) {
            out.append("    static-fdb:\n");
            spec.staticEntries().forEach(entry -> out.append(staticEntry(entry)));
        }
        return out.toString();
    }

    private static String tap(Station station, Namespace namespace) {
        return "      %s: {type: tap, netns: %s, mtu: %d, isolated: %s%s}\n"
                .formatted(station.name(), namespace, station.mtu(), station.isIsolated(), addresses(station));
    }

    private static String addresses(Station station) {
        return station.addresses().isEmpty() ? "" : ", address: " + quoted(station.addresses());
    }

    private static String vxlan(Tunnel tunnel) {
        String peers = tunnel.group()
                .map(group -> "group: \"%s\", device: %s".formatted(group.address(), group.device()))
                .orElseGet(() -> "remotes: " + quoted(tunnel.remotes()));
        String tos = tunnel.tos().map(", tos: "::concat).orElse("");
        return "      vx: {type: vxlan, local: \"%s\", %s, vni: %d, underlay: %s%s}\n"
                .formatted(tunnel.local(), peers, tunnel.vni(), tunnel.behindHost() ? "tap" : "socket", tos);
    }

    private static String staticEntry(StaticEntry entry) {
        return "      - {mac: \"%s\", vlan: 1, port: %s}\n".formatted(entry.mac(), entry.station());
    }

    private static String quoted(List<String> values) {
        return "[\"" + String.join("\", \"", values) + "\"]";
    }
}
