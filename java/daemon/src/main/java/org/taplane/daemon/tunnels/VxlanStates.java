package org.taplane.daemon.tunnels;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taplane.control.api.RemoteTraffic;
import org.taplane.control.api.VxlanState;
import org.taplane.control.api.VxlanState.Origin;
import org.taplane.control.api.VxlanState.Remote;
import org.taplane.control.api.VxlanState.SourcePorts;
import org.taplane.control.api.VxlanState.VlanVni;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.dataplane.tunnel.RemoteCounters;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VtepAddress;

/** A tunnel as users see it. */
final class VxlanStates {
    private VxlanStates() {}

    /**
     * @param flows how many source ports are in use
     * @param shards what each of them has counted
     */
    static VxlanState of(String bridge, VxlanConfig config, Tunnel tunnel, int flows, List<RemoteCounters> shards) {
        var ports = config.outer().sourcePorts();
        return new VxlanState(
                config.name(),
                bridge,
                tunnel.settings().local().toString(),
                config.udpPort(),
                new SourcePorts(ports.first() + "-" + ports.last(), flows),
                tunnel.mtu(),
                tunnel.told(),
                vnis(config),
                remotes(tunnel),
                traffic(tunnel, shards));
    }

    private static List<RemoteTraffic> traffic(Tunnel tunnel, List<RemoteCounters> shards) {
        RemoteTable table = tunnel.remotes();
        Stream<RemoteTraffic> group = tunnel.settings().group().stream()
                .map(address -> traffic(address.toString(), RemoteCounters.GROUP, shards));
        Stream<RemoteTraffic> single = IntStream.rangeClosed(1, table.configured())
                .mapToObj(number -> traffic(table.address(number).toString(), number, shards));
        Stream<RemoteTraffic> others = tunnel.settings().learnsRemotes()
                ? Stream.of(traffic(RemoteTraffic.OTHERS, table.configured() + 1, shards))
                : Stream.empty();
        return Stream.of(group, single, others).flatMap(Function.identity()).toList();
    }

    private static RemoteTraffic traffic(String remote, int place, List<RemoteCounters> shards) {
        return new RemoteTraffic(
                remote,
                sum(shards, shard -> shard.rxFrames(place)),
                sum(shards, shard -> shard.rxBytes(place)),
                sum(shards, shard -> shard.txFrames(place)),
                sum(shards, shard -> shard.txBytes(place)));
    }

    private static long sum(List<RemoteCounters> shards, ToLongFunction<RemoteCounters> counter) {
        return shards.stream().mapToLong(counter).sum();
    }

    private static List<VlanVni> vnis(VxlanConfig config) {
        return switch (config.vnis()) {
            case VniConfig.Single(int vni) ->
                config.vlan().members().stream()
                        .mapToObj(vlan -> new VlanVni(vlan, vni))
                        .toList();
            case VniConfig.PerVlan perVlan ->
                perVlan.mappings().stream()
                        .map(mapping -> new VlanVni(mapping.vlan(), mapping.vni()))
                        .toList();
        };
    }

    private static List<Remote> remotes(Tunnel tunnel) {
        RemoteTable table = tunnel.remotes();
        Stream<Remote> group = tunnel.settings().group().stream()
                .map(address -> remote(tunnel, address, Origin.GROUP, RemoteTable.NONE));
        Stream<Remote> single = IntStream.rangeClosed(1, table.last())
                .mapToObj(index -> remote(
                        tunnel,
                        table.address(index),
                        index <= table.configured() ? Origin.CONFIGURED : Origin.LEARNED,
                        index));
        return Stream.concat(group, single).toList();
    }

    private static Remote remote(Tunnel tunnel, VtepAddress address, Origin origin, int number) {
        return new Remote(
                address.toString(),
                origin,
                Math.min(tunnel.mtu(), tunnel.paths().mtu(number)));
    }
}
