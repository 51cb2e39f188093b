package org.taplane.daemon.ports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.VethConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.io.fastpath.FastCounters;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.veth.TwinSpec;
import org.taplane.io.veth.VethDevice;
import org.taplane.io.veth.VethSpec;

/** Pairs of veth devices: made by the daemon, followed by its own end, wherever somebody moves the station's. */
final class VethKind implements JoinedKind<VethDevice> {
    /** The kernel removes what a daemon that was killed has left a moment after the process is gone. */
    private static final Duration REMAINS = Duration.ofSeconds(2);

    // no port has a slash in its name
    private static final String QUEUES = "/twin";
    private static final String LINKS = "/links";

    private final int shards;
    private final DeviceContext context;
    private final Optional<FastLane.Place> place;
    private final String port;
    private VethConfig config;

    /** Number of the daemon's end that another process made; 0 if none did. */
    private volatile int adopted;

    /** As long as the daemon runs the station's end has one address: other stations know it by that. */
    private OptionalLong mac;

    /** @param place where the kernel forwards for the port, if it does */
    VethKind(VethConfig config, Optional<FastLane.Place> place, int shards, DeviceContext context) {
        this.place = place;
        this.shards = shards;
        this.context = context;
        this.config = config;
        port = config.name();
        mac = config.mac();
    }

    /**
     * Where the kernel forwards for the port, if it can. One that another process had stays joined as it was: while both are there,
     * frames that come by packet sockets and by a twin would be forwarded twice.
     */
    static Optional<FastLane.Place> place(VethConfig config, DeviceContext context) {
        return context.inherited().has(config.name())
                ? Optional.empty()
                : context.lane().enter(context.inherited().has(config.name() + QUEUES));
    }

    private VethSpec spec() {
        return new VethSpec(
                port,
                place.map(FastLane.Place::end).orElse(0),
                context.backstage().netns(),
                config.deviceName(),
                netns(),
                shards,
                config.mtu(),
                mac,
                DeviceChange.prefixes(config),
                DeviceChange.ways(config));
    }

    @Override
    public Netns netns() {
        return Namespaces.of(config.netns());
    }

    @Override
    public String name() {
        return port;
    }

    @Override
    public String port() {
        return port;
    }

    private TwinSpec twin(FastLane.Place of) {
        return new TwinSpec(of.path(), of.twin(), context.steering());
    }

    /** Only at a start what was left by another process may be in the way. */
    @Override
    public VethDevice inheritOrOpen(Inheritance inherited) {
        List<Fd> sockets = inherited.take(port);
        List<Fd> queues = inherited.take(port + QUEUES);
        List<Fd> links = inherited.take(port + LINKS);
        if (!sockets.isEmpty() || !queues.isEmpty()) {
            return adopt(sockets, queues, links);
        }
        try {
            return open();
        } catch (SysException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            Rtnetlink.awaitEndOfVeth(netns(), config.deviceName(), REMAINS);
            return open();
        }
    }

    /** What the process before had may be out of reach of this one, which has other rights. */
    private VethDevice adopt(List<Fd> sockets, List<Fd> queues, List<Fd> links) {
        if (place.isPresent()) {
            sockets.forEach(Fd::close);
            VethDevice device = had(VethDevice.adopt(spec(), twin(place.get()), queues, links));
            adopted = device.ifindex();
            return device;
        }
        queues.forEach(Fd::close);
        links.forEach(Fd::close);
        return adopt(sockets);
    }

    @Override
    public void bequeath(VethDevice device, Estate estate) {
        if (device.twin().isPresent()) {
            estate.add(port + QUEUES, device.fds());
            estate.add(port + LINKS, device.links());
        } else {
            estate.add(port, device.fds());
        }
    }

    @Override
    public VethDevice open() {
        return had(place.isPresent() ? VethDevice.create(spec(), twin(place.get())) : VethDevice.create(spec()));
    }

    @Override
    public VethDevice adopt(List<Fd> fds) {
        return had(VethDevice.adopt(spec(), fds));
    }

    @Override
    public void end() {
        place.ifPresent(context.lane()::leave);
    }

    @Override
    public Optional<KernelPort> kernelPort(VethDevice device) {
        return place.filter(_ -> context.lane().isWanted() && device.twin().isPresent())
                .map(of -> new FastLane.Place(
                        of.path(), device.ifindex(), device.twin().getAsInt()));
    }

    /** The numbers of a device that was adopted are its own; one that is made later has the place's. */
    @Override
    public FastCounters kernelCounters() {
        return place.map(of -> {
                    FastCounters here = of.path().counters(of.end());
                    return adopted == 0 || adopted == of.end()
                            ? here
                            : here.plus(of.path().counters(adopted));
                })
                .orElse(FastCounters.NONE);
    }

    private VethDevice had(VethDevice device) {
        mac = device.mac().isPresent() ? device.mac() : mac;
        return device;
    }

    @Override
    public Optional<LinkState> state(VethDevice device) {
        try (Netns.Opened netns = device.netns();
                Rtnetlink links = Rtnetlink.open(netns)) {
            return links.link(device.ifindex()).map(link -> stateOf(device, link));
        }
    }

    /** Other stations know the port by the address of the station's end. */
    @Override
    public LinkState stateOf(VethDevice device, Link link) {
        LinkState own = LinkState.of(link);
        return new LinkState(own.up(), own.mtu(), mac);
    }

    @Override
    public OptionalLong home(VethDevice device) {
        return device.home();
    }

    @Override
    public boolean exists(VethDevice device) {
        return device.exists();
    }

    @Override
    public int index(VethDevice device, Netns.Opened netns, LinkTracker links) {
        return device.ifindex();
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public String loss() {
        return "the device was deleted";
    }

    /** Frames pass whole only where both ends have the MTU: so the daemon's grows first and shrinks last. */
    @Override
    public List<Step> changes(PortConfig before, PortConfig after, VethDevice device) {
        OwnDeviceConfig from = (OwnDeviceConfig) before;
        OwnDeviceConfig to = (OwnDeviceConfig) after;
        List<Step> steps = new ArrayList<>(new DeviceChange(from, to, device::onStationEnd).steps());
        if (from.mtu() != to.mtu()) {
            Step own = DeviceChange.mtu(device::onOwnEnd, to.mtu());
            steps.add(to.mtu() > from.mtu() ? 0 : steps.size(), own);
        }
        return steps;
    }

    @Override
    public boolean reconfigure(PortConfig next) {
        config = (VethConfig) next;
        OptionalLong before = mac;
        mac = config.mac().isPresent() ? config.mac() : mac;
        return !before.equals(mac);
    }

    @Override
    public void reclaim(VethDevice device) {
        device.reclaim();
    }

    @Override
    public void keep(VethDevice device) {
        device.keep();
    }
}
