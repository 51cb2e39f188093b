package org.taplane.io.veth;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkKind;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/** The two ends of a pair: the daemon's, which is backstage and has a fixed number there, and the station's. */
final class VethPair {
    private final VethSpec spec;
    private final int end;

    private VethPair(VethSpec spec, int end) {
        this.spec = spec;
        this.end = end;
    }

    /**
     * Makes both ends, of which the daemon's is up, and says nothing by itself.
     *
     * @throws SysException if a name is taken, a namespace does not exist, or the kernel refuses the MTU
     */
    static VethPair create(VethSpec spec) {
        try (Rtnetlink backstage = Rtnetlink.open(spec.backstage())) {
            Link end = make(spec, backstage);
            try {
                backstage.withoutIpv6Address(end.index());
                backstage.setMtu(end.index(), spec.mtu());
                backstage.setUp(end.index());
                return new VethPair(spec, end.index());
            } catch (RuntimeException e) {
                backstage.delete(end.index());
                throw e;
            }
        }
    }

    private static Link make(VethSpec spec, Rtnetlink backstage) {
        try {
            return backstage.create(spec.port(), spec.index(), new LinkKind.Veth(spec.device(), spec.netns()));
        } catch (SysException e) {
            throw e.errno() == Errno.EEXIST
                    ? SysException.because(
                            "interface " + spec.device() + " exists already", "a free name", e.call(), e.errno())
                    : e;
        }
    }

    /**
     * The pair whose daemon's end has this name backstage: another process made it.
     *
     * @throws SysException if there is none
     */
    static VethPair find(VethSpec spec) {
        try (Rtnetlink backstage = Rtnetlink.open(spec.backstage())) {
            return new VethPair(
                    spec,
                    backstage.link(spec.port()).orElseThrow(() -> gone(spec)).index());
        }
    }

    private static SysException gone(VethSpec spec) {
        return SysException.because("the device of " + spec.port() + " is gone", "RTM_GETLINK", Errno.ENODEV);
    }

    /** Sets the station's end up; gives its address, the low 48 bits. */
    long configureStation() {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage());
                Rtnetlink links = Rtnetlink.open(spec.netns())) {
            Link station = station(own, links);
            int index = station.index();
            spec.mac().ifPresent(mac -> links.setMac(index, mac));
            links.setMtu(index, spec.mtu());
            for (IpPrefix address : spec.addresses()) {
                links.addAddress(index, address);
            }
            links.setUp(index);
            spec.routes().forEach(route -> links.addRoute(route.by(index)));
            return spec.mac().orElse(station.mac());
        }
    }

    /** The address that the station's end has now; empty if somebody has moved it, which does no harm to the pair. */
    OptionalLong stationMac() {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage());
                Rtnetlink links = Rtnetlink.open(spec.netns())) {
            return OptionalLong.of(station(own, links).mac());
        } catch (SysException e) {
            return OptionalLong.empty();
        }
    }

    /** Both ends know each other by number only, and numbers of several namespaces are alike. */
    private Link station(Rtnetlink own, Rtnetlink links) {
        OptionalInt other = own.otherEnd(end);
        if (other.isPresent() && links.otherEnd(other.getAsInt()).equals(OptionalInt.of(end))) {
            return links.link(other.getAsInt()).orElseThrow(this::elsewhere);
        }
        throw elsewhere();
    }

    private SysException elsewhere() {
        return SysException.because(
                "the station's end of " + spec.port() + " is not in " + spec.netns() + " any more",
                "that it is moved back",
                "RTM_GETLINK",
                Errno.ENODEV);
    }

    /** See {@link VethDevice#onStationEnd}. */
    void onStationEnd(BiConsumer<Rtnetlink, Link> action) {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage());
                Rtnetlink links = Rtnetlink.open(spec.netns())) {
            action.accept(links, station(own, links));
        }
    }

    /** See {@link VethDevice#onOwnEnd}. */
    void onOwnEnd(BiConsumer<Rtnetlink, Link> action) {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage())) {
            action.accept(own, own.link(end).orElseThrow(() -> gone(spec)));
        }
    }

    /** The number of the daemon's end backstage. */
    int end() {
        return end;
    }

    Netns backstage() {
        return spec.backstage();
    }

    boolean exists() {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage())) {
            return own.link(end).filter(link -> link.name().equals(spec.port())).isPresent();
        }
    }

    /** Somebody else may be quicker. */
    void delete() {
        try (Rtnetlink own = Rtnetlink.open(spec.backstage())) {
            own.delete(end);
        } catch (SysException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }
}
