package org.taplane.daemon.tunnels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.PortException;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.udp.EndpointSettings;
import org.taplane.io.udp.UdpReceiver;
import org.taplane.io.udp.VxlanEndpoint;

/**
 * All VXLAN ports of the switch, of whatever bridge: those with one local address and UDP port share its sockets, or its
 * underlay device. They come and go; the others of their endpoint go on with the same sockets, if they can.
 */
public final class Tunnels implements AutoCloseable {
    private final Shards shards;
    private final Loop control;
    private final Map<EndpointKey, Endpoint> endpoints = new LinkedHashMap<>();
    private final UnderlayDevices devices;
    private final TunnelWatch watch;
    private final Inheritance inherited;

    public Tunnels(Shards shards, FlowSteering steering, Loop control, Inheritance inherited) {
        this.shards = shards;
        this.control = control;
        this.inherited = inherited;
        devices = new UnderlayDevices(shards, steering, inherited);
        watch = new TunnelWatch(control);
    }

    /** Its endpoint receives for it from the next {@link #refresh} on. */
    public VxlanDriver open(VxlanConfig config) {
        return switch (config.underlay()) {
            case SOCKET -> openSockets(config);
            case TAP -> devices.open(config);
        };
    }

    private VxlanDriver openSockets(VxlanConfig config) {
        VxlanDriver driver = VxlanDriver.bySockets(config, shards.count(), inherited);
        endpoints.computeIfAbsent(EndpointKey.of(config), Endpoint::new).members.add(driver);
        return driver;
    }

    /**
     * Has the sockets for every tunnel that was opened, and receives by none of those that are new yet.
     *
     * @throws PortException if an address or a port is not to be had
     */
    public void open() throws PortException {
        for (Endpoint endpoint : endpoints.values()) {
            endpoint.prepare();
        }
    }

    /** Receives nothing until {@link #refresh}; datagrams wait. */
    public void pause() {
        endpoints.values().forEach(Endpoint::stop);
        devices.pause();
    }

    /** Names the descriptors that are not one port's. */
    public void bequeath(Estate estate) {
        endpoints.values().forEach(endpoint -> endpoint.bequeath(estate));
        devices.bequeath(estate);
    }

    /**
     * Receives for every tunnel that was opened; by now they are attached to their bridges.
     *
     * @throws PortException if an address or a port is not to be had
     */
    public void refresh() throws PortException {
        for (Endpoint endpoint : endpoints.values()) {
            endpoint.refresh();
        }
        devices.refresh();
        watch.lookAfter(all());
    }

    private List<VxlanDriver> all() {
        return Stream.concat(
                        endpoints.values().stream().flatMap(endpoint -> endpoint.members.stream()), devices.drivers())
                .toList();
    }

    /** Receives no more for those of the ports that are tunnels, and goes on for the others. */
    public void leave(List<PortDriver> leaving) {
        endpoints.values().forEach(endpoint -> endpoint.leave(leaving));
        endpoints.values().removeIf(endpoint -> endpoint.members.isEmpty());
        devices.leave(leaving);
        watch.lookAfter(all());
    }

    /** Removes the devices of tunnels that have left and are closed. */
    public void release() {
        devices.release();
    }

    @Override
    public void close() {
        watch.close();
        endpoints.values().forEach(Endpoint::close);
        devices.close();
    }

    /** What a shard is to read. */
    private record Ready(Shard shard, UdpReceiver receiver) {}

    private final class Endpoint {
        private final EndpointKey key;
        private final List<VxlanDriver> members = new ArrayList<>();
        private List<VxlanDriver> served = List.of();
        private EndpointSettings settings;
        private List<VxlanEndpoint> sockets = List.of();
        private final List<Watch> watches = new ArrayList<>();
        private final List<Ready> ready = new ArrayList<>();
        private List<VxlanDriver> readied = List.of();
        private List<VxlanDriver> joined = List.of();
        private boolean started;

        Endpoint(EndpointKey key) {
            this.key = key;
            settings = key.settings(List.of());
        }

        void refresh() throws PortException {
            if (members.equals(served)) {
                return;
            }
            stop();
            if (!members.equals(readied)) {
                prepare();
            }
            ready.forEach(each -> watches.add(each.shard().watch(each.receiver().fd(), each.receiver())));
            served = List.copyOf(members);
            started = true;
        }

        void prepare() throws PortException {
            open();
            ready.clear();
            for (Shard shard : shards) {
                prepare(sockets.getFirst(), shard);
            }
            readied = List.copyOf(members);
        }

        private void open() throws PortException {
            List<VxlanConfig> configs =
                    members.stream().map(VxlanDriver::config).toList();
            EndpointSettings wanted = key.settings(configs);
            if (sockets.isEmpty() || !settings.equals(wanted)) {
                close();
                settings = wanted;
                try {
                    sockets = List.of(inheritOrOpen(wanted));
                } catch (SysException e) {
                    throw new PortException(configs.getLast(), e);
                }
            }
            joinGroups(sockets.getFirst());
        }

        private VxlanEndpoint inheritOrOpen(EndpointSettings wanted) {
            List<Fd> ofShards = inherited.take(key.heirloom("endpoint"));
            List<Fd> ofGroups = wanted.groups().stream()
                    .flatMap(group -> inherited.take(key.heirloom(group)).stream())
                    .toList();
            if (!ofShards.isEmpty() && ofGroups.size() == wanted.groups().size()) {
                return VxlanEndpoint.adopt(wanted, shards.count(), ofShards, ofGroups);
            }
            Stream.concat(ofShards.stream(), ofGroups.stream()).forEach(Fd::close);
            return VxlanEndpoint.open(wanted, shards.count());
        }

        void bequeath(Estate estate) {
            for (VxlanEndpoint open : sockets) {
                estate.add(key.heirloom("endpoint"), open.shardFds());
                int[] ofGroups = open.groupFds();
                for (int i = 0; i < ofGroups.length; i++) {
                    estate.add(key.heirloom(settings.groups().get(i)), new int[] {ofGroups[i]});
                }
            }
        }

        /** Memberships are the sockets': new ones have to be followed, those of a closed socket not any more. */
        private void joinGroups(VxlanEndpoint open) {
            List<VxlanDriver> joining =
                    members.stream().filter(member -> !joined.contains(member)).toList();
            control.run(() -> joining.forEach(member -> join(member, open)));
            joined = List.copyOf(members);
        }

        private void leaveGroups() {
            List<VxlanDriver> leaving = joined;
            control.run(() -> leaving.forEach(VxlanDriver::leaveGroup));
            joined = List.of();
        }

        private static void join(VxlanDriver member, VxlanEndpoint open) {
            EndpointKey.group(member.config())
                    .forEach(group -> open.membership(group)
                            .ifPresent(membership -> member.joinGroup(membership, group.device())));
        }

        private void prepare(VxlanEndpoint open, Shard shard) {
            VxlanIngress ingress = VxlanDriver.ingress(members, shard, open.marksUnchecked());
            Reception reception = VxlanDriver.reception(members, shard);
            for (UdpReceiver receiver : open.receivers(shard.index(), ingress, reception)) {
                ready.add(new Ready(shard, receiver));
            }
        }

        void leave(List<PortDriver> leaving) {
            members.removeAll(leaving);
            if (members.isEmpty()) {
                close();
            } else if (started) {
                Cleanup.attempt(this::refresh);
            }
        }

        private void stop() {
            watches.forEach(Watch::close);
            watches.clear();
            served = List.of();
        }

        void close() {
            stop();
            ready.clear();
            readied = List.of();
            leaveGroups();
            sockets.forEach(VxlanEndpoint::close);
            sockets = List.of();
        }
    }
}
