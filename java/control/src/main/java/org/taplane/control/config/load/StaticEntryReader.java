package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StaticEntry;
import org.taplane.control.config.VxlanConfig;
import org.taplane.control.config.VxlanPeers;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.wire.MacAddress;

/** Reads the entries of one bridge's {@code static-fdb}. */
final class StaticEntryReader implements ValueReader<StaticEntry> {
    private static final String REMOTE_RULE = "the address of a tunnel endpoint";

    private final String bridge;
    private final Map<String, Optional<PortConfig>> ports;
    private final Unique<Station> stations = new Unique<>("each MAC address once in a VLAN");
    private int seen;

    /** @param ports of the bridge by their names; empty for one that was rejected, of which nothing is checked */
    StaticEntryReader(String bridge, Map<String, Optional<PortConfig>> ports) {
        this.bridge = bridge;
        this.ports = ports;
    }

    private record Station(int vlan, long mac) {}

    /** How many entries were read, sound or not. */
    int seen() {
        return seen;
    }

    @Override
    public Optional<StaticEntry> read(YamlNode node, Problems problems) {
        seen++;
        return Section.open("static-fdb", node, problems).flatMap(entry -> {
            Optional<Long> mac = entry.required("mac", "a MAC address", MacAddresses.UNICAST);
            Optional<Integer> vlan = entry.required("vlan", "the VLAN of the entry", VlanReader.VLAN);
            Optional<String> name = entry.required("port", "the name of a port of the bridge", this::portName);
            Optional<InetAddress> remote = entry.optional("remote", IpAddresses.UNICAST);
            Optional<PortConfig> port = name.flatMap(known -> ports.getOrDefault(known, Optional.empty()));
            mac.ifPresent(station -> vlan.ifPresent(in -> claim(station, in, entry, problems)));
            port.ifPresent(known -> vlan.ifPresent(in -> requireCarried(known, in, entry, problems)));
            port.ifPresent(known -> checkRemote(known, remote, entry, problems));
            return entry.close(
                    () -> new StaticEntry(mac.orElseThrow(), vlan.orElseThrow(), name.orElseThrow(), remote));
        });
    }

    private Optional<String> portName(YamlNode node, Problems problems) {
        String expected = "the name of a port of " + bridge;
        return Values.scalar(node, expected, problems).flatMap(scalar -> {
            String name = scalar.text();
            String hint = Spelling.hint(name, ports.keySet());
            return ports.containsKey(name)
                    ? Optional.of(name)
                    : problems.reject(scalar.at(), "there is no port " + Wording.quote(name) + hint, expected);
        });
    }

    private void claim(long mac, int vlan, Section entry, Problems problems) {
        String shown = MacAddress.format(mac) + " in VLAN " + vlan;
        stations.claim(new Station(vlan, mac), shown, entry.valueAt("mac"), problems);
    }

    private static void requireCarried(PortConfig port, int vlan, Section entry, Problems problems) {
        if (!port.vlan().carries(vlan)) {
            problems.report(
                    entry.valueAt("vlan"),
                    "port " + port.name() + " does not carry VLAN " + vlan,
                    "one of " + Wording.brief(port.vlan().members().toString()));
        }
    }

    private static void checkRemote(PortConfig port, Optional<InetAddress> remote, Section entry, Problems problems) {
        if (port instanceof VxlanConfig tunnel) {
            if (!entry.has("remote")) {
                problems.report(entry.at(), "the key remote is missing in static-fdb", "remote: " + REMOTE_RULE);
            }
            remote.ifPresent(address -> requireReachable(tunnel, address, entry, problems));
        } else if (entry.has("remote")) {
            problems.report(
                    entry.keyAt("remote"),
                    "remote is not allowed: port " + port.name() + " is of type " + port.type(),
                    "remote only with a port of type vxlan");
        }
    }

    private static void requireReachable(VxlanConfig tunnel, InetAddress remote, Section entry, Problems problems) {
        if (tunnel.peers() instanceof VxlanPeers.Remotes peers && !tunnel.acceptAnyRemote()) {
            if (!peers.addresses().contains(remote)) {
                problems.report(
                        entry.valueAt("remote"),
                        remote.getHostAddress() + " is not a remote of port " + tunnel.name(),
                        "one of its remotes");
            }
        } else if (remote.equals(tunnel.local()) || !IpAddresses.sameFamily(remote, tunnel.local())) {
            problems.report(
                    entry.valueAt("remote"),
                    remote.getHostAddress() + " cannot be a remote of port " + tunnel.name(),
                    "another " + IpAddresses.family(tunnel.local()) + " address than its own");
        }
    }
}
