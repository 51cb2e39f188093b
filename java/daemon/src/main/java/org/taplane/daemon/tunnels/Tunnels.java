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
import org.taplane.daemon.ports.Readings;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
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
        devices = new UnderlayDevices(shards, steering, control, inherited);
        watch = new TunnelWatch(control);
    }

    /** Its endpoint receives for it from the next {@link #start} on. */
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
     * Has the sockets for every tunnel that was opened, and receives by none of those that are new yet. By now the tunnels
     * are attached to their bridges.
     *
     * @throws PortException if an address or a port is not to be had
     */
    public void prepare() throws PortException {
        for (Endpoint endpoint : endpoints.values()) {
            endpoint.prepare();
        }
        devices.prepare();
    }

    /** Has a shard receive for every tunnel that is prepared; on the shard's thread. */
    public void start(Shard shard) {
        endpoints.values().forEach(endpoint -> endpoint.readings.start(shard));
        devices.start(shard);
    }

    /** Has a shard receive nothing until {@link #start}: datagrams wait; on the shard's thread. */
    public void pause(Shard shard) {
        endpoints.values().forEach(endpoint -> endpoint.readings.pause(shard));
        devices.pause(shard);
    }

    /** Follows what the tunnels depend on, soon: frames do not wait for it. */
    public void follow() {
        List<VxlanDriver> those = all();
        List<UnderlayLink> links = devices.links();
        control.execute(() -> {
            links.forEach(UnderlayLink::follow);
            watch.lookAfter(those);
        });
    }

    /** Names the descriptors that are not one port's. */
    public void bequeath(Estate estate) {
        endpoints.values().forEach(endpoint -> endpoint.bequeath(estate));
        devices.bequeath(estate);
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

    private final class Endpoint {
        private final EndpointKey key;
        private final List<VxlanDriver> members = new ArrayList<>();
        private final Readings readings = new Readings();
        private EndpointSettings settings;
        private List<VxlanEndpoint> sockets = List.of();
        private List<VxlanDriver> prepared = List.of();
        private List<VxlanDriver> joined = List.of();

        Endpoint(EndpointKey key) {
            this.key = key;
            settings = key.settings(List.of());
        }

        void prepare() throws PortException {
            if (members.equals(prepared)) {
                return;
            }
            readings.clear();
            open();
            for (Shard shard : shards) {
                prepare(sockets.getFirst(), shard);
            }
            prepared = List.copyOf(members);
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
                readings.add(shard, receiver.fd(), receiver);
            }
        }

        void leave(List<PortDriver> leaving) {
            boolean started = !prepared.isEmpty();
            members.removeAll(leaving);
            if (members.isEmpty()) {
                close();
            } else if (started) {
                Cleanup.attempt(this::prepare);
                shards.forEach(shard -> shard.run(() -> readings.start(shard)));
            }
        }

        void close() {
            readings.clear();
            prepared = List.of();
            leaveGroups();
            sockets.forEach(VxlanEndpoint::close);
            sockets = List.of();
        }
    }
}
