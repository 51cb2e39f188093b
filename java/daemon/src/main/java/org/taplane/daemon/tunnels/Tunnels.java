package org.taplane.daemon.tunnels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.PortException;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Watch;
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

    public Tunnels(Shards shards, FlowSteering steering, Loop control) {
        this.shards = shards;
        this.control = control;
        devices = new UnderlayDevices(shards, steering);
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
        VxlanDriver driver = VxlanDriver.bySockets(config, shards.count());
        endpoints.computeIfAbsent(EndpointKey.of(config), Endpoint::new).members.add(driver);
        return driver;
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

    private final class Endpoint {
        private final EndpointKey key;
        private final List<VxlanDriver> members = new ArrayList<>();
        private List<VxlanDriver> served = List.of();
        private EndpointSettings settings;
        private List<VxlanEndpoint> sockets = List.of();
        private final List<Watch> watches = new ArrayList<>();
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
            open();
            for (Shard shard : shards) {
                start(sockets.getFirst(), shard);
            }
            served = List.copyOf(members);
            started = true;
        }

        private void open() throws PortException {
            List<VxlanConfig> configs =
                    members.stream().map(VxlanDriver::config).toList();
            EndpointSettings wanted = key.settings(configs);
            if (sockets.isEmpty() || !settings.equals(wanted)) {
                close();
                settings = wanted;
                try {
                    sockets = List.of(VxlanEndpoint.open(wanted, shards.count()));
                } catch (SysException e) {
                    throw new PortException(configs.getLast(), e);
                }
            }
            joinGroups(sockets.getFirst());
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

        private void start(VxlanEndpoint open, Shard shard) {
            VxlanIngress ingress = VxlanDriver.ingress(members, shard, open.marksUnchecked());
            Reception reception = VxlanDriver.reception(members, shard);
            for (UdpReceiver receiver : open.receivers(shard.index(), ingress, reception)) {
                watches.add(shard.watch(receiver.fd(), receiver));
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
            leaveGroups();
            sockets.forEach(VxlanEndpoint::close);
            sockets = List.of();
        }
    }
}
