package org.taplane.it;

import java.util.List;
import java.util.Optional;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/**
 * Two hosts with a router between them whose second link is narrower than the first.
 *
 * <pre>
 *   station ~~ near host ---1500--- router ---1400--- far host with the far station
 * </pre>
 */
record NarrowPath(Resources resources, Namespace near, Namespace station, Namespace far, Optional<Daemon> daemon)
        implements World {
    static final int NARROW = 1400;
    static final String STATION = "10.0.0.1";
    static final String FAR_STATION = "10.0.0.2";
    static final String STATION6 = "fd00::1";
    static final String FAR_STATION6 = "fd00::2";

    /** The outer addresses. */
    enum Family {
        IPV4("10.98.0.1/24", "10.98.0.254", "10.97.0.2/24", "10.97.0.254", "10.99.0.1", "net/ipv4/ip_forward", 50),
        IPV6("fd98::1/64", "fd98::254", "fd97::2/64", "fd97::254", "fd99::1", "net/ipv6/conf/all/forwarding", 70);

        private final String near;
        private final String nearRouter;
        private final String far;
        private final String farRouter;
        private final String behind;
        private final String forwarding;
        private final int overhead;

        Family(
                String near,
                String nearRouter,
                String far,
                String farRouter,
                String behind,
                String forwarding,
                int overhead) {
            this.near = near;
            this.nearRouter = nearRouter;
            this.far = far;
            this.farRouter = farRouter;
            this.behind = behind;
            this.forwarding = forwarding;
            this.overhead = overhead;
        }

        /** The longest packet of a station that gets through. */
        int innerMtu() {
            return NARROW - overhead;
        }

        int wideMtu() {
            return 1500 - overhead;
        }

        private String nearAddress() {
            return near.substring(0, near.indexOf('/'));
        }

        String farAddress() {
            return far.substring(0, far.indexOf('/'));
        }

        private String prefix(String router) {
            return router + near.substring(near.indexOf('/'));
        }
    }

    /** The kernel's own tunnel with {@code df set} at the near end: what a station there is to see. */
    static NarrowPath ofKernel(Family family) {
        return Resources.building(resources -> {
            NarrowPath path = routed(resources, family, family.nearAddress());
            path.near.run("ip link add dev vx type vxlan id 42 dstport 4789 local %s remote %s df set"
                    .formatted(family.nearAddress(), family.farAddress()));
            Veth.between(path.near, "port", path.station, "t0");
            path.addStation(family);
            KernelBridge.create(path.near, "br0").attach("vx").attach("port");
            return path;
        });
    }

    /** Taplane, with {@code keys} of the tunnel. */
    static NarrowPath of(Family family, String keys) {
        return Resources.building(resources ->
                withDaemon(routed(resources, family, family.nearAddress()), family, family.nearAddress(), keys));
    }

    /** Taplane, with the tunnel's endpoint behind the near host. */
    static NarrowPath behindHost(Family family) {
        return Resources.building(resources -> {
            NarrowPath path = routed(resources, family, family.behind);
            path.near.sysctl(family.forwarding, "1");
            return withDaemon(path, family, family.behind, ", underlay: tap");
        });
    }

    private static NarrowPath withDaemon(NarrowPath path, Family family, String local, String keys) {
        Daemon daemon = path.resources.add(Daemon.start(
                path.near, 2, """
                bridges:
                  br0:
                    ports:
                      t0: {type: tap, netns: %s, mtu: %d}
                      vx: {type: vxlan, local: "%s", remotes: ["%s"], vni: 42%s}
                """.formatted(path.station.name(), family.wideMtu(), local, family.farAddress(), keys)));
        path.addStation(family);
        return new NarrowPath(path.resources, path.near, path.station, path.far, Optional.of(daemon));
    }

    /** All but the near end of the tunnel, whose address is {@code local}. */
    private static NarrowPath routed(Resources resources, Family family, String local) {
        Namespace near = resources.namespace("nearhost");
        Namespace router = resources.namespace("router");
        Namespace far = resources.namespace("farhost");
        Namespace station = resources.namespace("station");
        router.sysctl(family.forwarding, "1");
        Veth.between(near, "under", router, "wide").address(family.near, family.prefix(family.nearRouter));
        Veth.between(router, "narrow", far, "under").mtu(NARROW).address(family.prefix(family.farRouter), family.far);
        near.run("ip route add default via " + family.nearRouter);
        router.run("ip route add %s via %s".formatted(family.behind, family.nearAddress()));
        far.run("ip route add default via " + family.farRouter);
        far.run("ip link add dev vx type vxlan id 42 dstport 4789 local %s remote %s"
                .formatted(family.farAddress(), local));
        far.run("ip link set dev vx mtu %d".formatted(family.wideMtu()));
        List.of(FAR_STATION + "/24", FAR_STATION6 + "/64")
                .forEach(address -> far.run("ip address add %s dev vx".formatted(address)));
        far.run("ip link set dev vx up");
        return new NarrowPath(resources, near, station, far, Optional.empty());
    }

    private void addStation(Family family) {
        station.run("ip link set dev t0 mtu %d".formatted(family.wideMtu()));
        List.of(STATION + "/24", STATION6 + "/64")
                .forEach(address -> station.run("ip address add %s dev t0".formatted(address)));
    }

    @Override
    public void close() {
        resources.close();
    }
}
