package org.taplane.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a host is to be: a namespace whose switch joins stations with one another and, if there is a tunnel, with other
 * hosts. The same words describe the kernel's bridge and Taplane.
 */
public record HostSpec(Namespace at, List<Station> stations, Optional<Tunnel> tunnel, List<StaticEntry> staticEntries) {
    /** One port of the switch whose other side is in a namespace of its own; both have the name {@code name}. */
    public record Station(String name, List<String> addresses, int mtu, boolean isIsolated) {
        /** A station that only speaks raw Ethernet. */
        public static Station named(String name) {
            return new Station(name, List.of(), 1500, false);
        }

        public Station address(String addressWithPrefix) {
            List<String> all = new ArrayList<>(addresses);
            all.add(addressWithPrefix);
            return new Station(name, List.copyOf(all), mtu, isIsolated);
        }

        public Station mtu(int bytes) {
            return new Station(name, addresses, bytes, isIsolated);
        }

        /** One that does not reach other isolated ones. */
        public Station isolated() {
            return new Station(name, addresses, mtu, true);
        }
    }

    /**
     * A VXLAN tunnel: BUM frames go to every remote (head-end replication), or to the group if there is one.
     *
     * @param behindHost whether {@code local} is no address of the host, which routes to it
     * @param tos the setting of this name: a number, or inherit
     */
    public record Tunnel(
            int vni,
            String local,
            List<String> remotes,
            Optional<Group> group,
            boolean behindHost,
            Optional<String> tos) {
        public Tunnel(int vni, String local, List<String> remotes, Optional<Group> group) {
            this(vni, local, remotes, group, false, Optional.empty());
        }

        public static Tunnel behindHost(int vni, String local, List<String> remotes) {
            return new Tunnel(vni, local, remotes, Optional.empty(), true, Optional.empty());
        }

        public Tunnel withTos(Optional<String> setting) {
            return new Tunnel(vni, local, remotes, group, behindHost, setting);
        }
    }

    /** A multicast group of the underlay, reached by {@code device}. */
    public record Group(String address, String device) {}

    /** A MAC address that stays at a station's port. */
    public record StaticEntry(Mac mac, String station) {}

    public static HostSpec at(Namespace namespace) {
        return new HostSpec(namespace, List.of(), Optional.empty(), List.of());
    }

    public HostSpec station(Station station) {
        List<Station> all = new ArrayList<>(stations);
        all.add(station);
        return new HostSpec(at, List.copyOf(all), tunnel, staticEntries);
    }

    public HostSpec tunnel(int vni, String local, String... remotes) {
        return tunnel(new Tunnel(vni, local, List.of(remotes), Optional.empty()));
    }

    public HostSpec tunnel(Tunnel tunnel) {
        return new HostSpec(at, stations, Optional.of(tunnel), staticEntries);
    }

    public HostSpec staticEntry(Mac mac, String station) {
        List<StaticEntry> all = new ArrayList<>(staticEntries);
        all.add(new StaticEntry(mac, station));
        return new HostSpec(at, stations, tunnel, List.copyOf(all));
    }
}
