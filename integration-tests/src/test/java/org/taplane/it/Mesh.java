package org.taplane.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Host;
import org.taplane.it.kit.HostSpec;
import org.taplane.it.kit.HostSpec.Group;
import org.taplane.it.kit.HostSpec.Station;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/** Hosts joined each to each by VNI 42 over a star of links, with one station named "s" behind each. */
record Mesh(Resources resources, List<Namespace> namespaces, List<Host> hosts) implements World {
    private static final int VNI = 42;
    private static final String STATION = "s";

    /** How a mesh finds all its hosts. */
    enum Peers {
        REMOTES,
        GROUP,
        /** The endpoint of host 1 is behind that host. */
        REMOTES_ONE_BEHIND_HOST
    }

    static Mesh start(Underlay underlay, Peers peers, Device... devices) {
        return Resources.building(resources -> {
            Namespace hub = resources.namespace("hub");
            List<Namespace> namespaces = IntStream.rangeClosed(1, devices.length)
                    .mapToObj(number -> resources.namespace("host" + number))
                    .toList();
            underlay.star(hub, namespaces);
            if (peers == Peers.REMOTES_ONE_BEHIND_HOST) {
                underlay.routeThrough(1, namespaces.getFirst(), namespaces.subList(1, namespaces.size()));
            }
            List<Host> hosts = new ArrayList<>();
            for (int i = 0; i < devices.length; i++) {
                HostSpec spec = HostSpec.at(namespaces.get(i))
                        .station(Station.named(STATION).mtu(underlay.innerMtu()))
                        .tunnel(tunnel(underlay, peers, i + 1, devices.length));
                hosts.add(resources.add(Host.start(devices[i], spec)));
            }
            return new Mesh(resources, namespaces, hosts);
        });
    }

    private static Tunnel tunnel(Underlay underlay, Peers peers, int own, int hosts) {
        if (peers == Peers.GROUP) {
            Group group = new Group(underlay.group(), Underlay.DEVICE);
            return new Tunnel(VNI, underlay.host(own), List.of(), Optional.of(group));
        }
        List<String> remotes = IntStream.rangeClosed(1, hosts)
                .filter(number -> number != own)
                .mapToObj(number -> endpoint(underlay, peers, number))
                .toList();
        String local = endpoint(underlay, peers, own);
        return isBehindHost(peers, own)
                ? Tunnel.behindHost(VNI, local, remotes)
                : new Tunnel(VNI, local, remotes, Optional.empty());
    }

    private static String endpoint(Underlay underlay, Peers peers, int number) {
        return isBehindHost(peers, number) ? underlay.behind(number) : underlay.host(number);
    }

    private static boolean isBehindHost(Peers peers, int number) {
        return peers == Peers.REMOTES_ONE_BEHIND_HOST && number == 1;
    }

    /** A raw port of the station behind host {@code number}, counted from 1. */
    RawPort station(int number) {
        return hosts.get(number - 1).port(STATION);
    }

    /** A raw port on host {@code number}'s side of the underlay. */
    RawPort underlay(int number) {
        return RawPort.open(namespaces.get(number - 1), Underlay.DEVICE);
    }

    @Override
    public void close() {
        resources.close();
    }
}
