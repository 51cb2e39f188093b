package org.taplane.daemon.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.taplane.control.config.InterfaceAddress;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.netlink.Via;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.TapDevice;

/**
 * Brings the device of a port from one configuration to another, wherever somebody may have moved it. What a step takes back
 * is what it found: the device is open to others.
 */
final class DeviceChange {
    private final OwnDeviceConfig before;
    private final OwnDeviceConfig after;
    private final Place place;

    /** Where the device is at the moment. */
    @FunctionalInterface
    interface Place {
        /**
         * Carries something out there.
         *
         * @throws SysException if it is not to be found, or the action does
         */
        void on(BiConsumer<Rtnetlink, Link> action);
    }

    DeviceChange(OwnDeviceConfig before, OwnDeviceConfig after, Place place) {
        this.before = before;
        this.after = after;
        this.place = place;
    }

    /** Each throws {@link SysException}. An IPv6 address needs an MTU of 1280: so a smaller MTU comes last. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (!before.addresses().equals(after.addresses())) {
            steps.add(new Replacement<>(prefixes(before), prefixes(after), new OfAddresses()));
        }
        // with an address the kernel takes away the routes that lead over it
        if (!steps.isEmpty() || !before.routes().equals(after.routes())) {
            steps.add(new Replacement<>(ways(before), ways(after), new OfRoutes()));
        }
        if (after.mac().isPresent() && !before.mac().equals(after.mac())) {
            steps.add(new Mac(after.mac().getAsLong()));
        }
        if (before.mtu() != after.mtu()) {
            steps.add(after.mtu() > before.mtu() ? 0 : steps.size(), mtu(place, after.mtu()));
        }
        return steps;
    }

    /** The addresses of a port as its device is to have them. */
    static List<IpPrefix> prefixes(OwnDeviceConfig config) {
        return config.addresses().stream().map(DeviceChange::prefix).toList();
    }

    /** The routes of a port as its device is to have them. */
    static List<Via> ways(OwnDeviceConfig config) {
        return config.routes().stream()
                .map(route -> new Via(prefix(route.to()), route.via()))
                .toList();
    }

    private static IpPrefix prefix(InterfaceAddress address) {
        return new IpPrefix(address.address(), address.prefixLength());
    }

    /** Where a TAP device is. */
    static Place of(TapDevice device) {
        return action -> {
            try (Netns.Opened netns = device.netns();
                    Rtnetlink links = Rtnetlink.open(netns)) {
                String name = device.currentName();
                Link link = links.link(name)
                        .orElseThrow(() ->
                                SysException.because("interface " + name + " vanished", "RTM_GETLINK", Errno.ENODEV));
                action.accept(links, link);
            }
        };
    }

    /** Sets the MTU. */
    static Step mtu(Place place, int wanted) {
        return new Mtu(place, wanted);
    }

    private static final class Mtu implements Step {
        private final Place place;
        private final int wanted;
        private int found;

        Mtu(Place place, int wanted) {
            this.place = place;
            this.wanted = wanted;
        }

        @Override
        public void apply() {
            place.on((links, link) -> {
                found = link.mtu();
                links.setMtu(link.index(), wanted);
            });
        }

        @Override
        public void undo() {
            place.on((links, link) -> links.setMtu(link.index(), found));
        }
    }

    /** A device whose address is the kernel's choice keeps the one that it has. */
    private final class Mac implements Step {
        private final long wanted;
        private OptionalLong found = OptionalLong.empty();

        Mac(long wanted) {
            this.wanted = wanted;
        }

        @Override
        public void apply() {
            place.on((links, link) -> {
                found = OptionalLong.of(link.mac());
                links.setMac(link.index(), wanted);
            });
        }

        @Override
        public void undo() {
            place.on((links, link) -> found.ifPresent(mac -> links.setMac(link.index(), mac)));
        }
    }

    /** What a device has several of. Neither request minds that it is done already. */
    private interface Belongings<T> {
        void remove(Rtnetlink links, Link link, T old);

        void add(Rtnetlink links, Link link, T wanted);
    }

    private record OfAddresses() implements Belongings<IpPrefix> {
        @Override
        public void remove(Rtnetlink links, Link link, IpPrefix old) {
            tolerating(Errno.EADDRNOTAVAIL, () -> links.removeAddress(link.index(), old));
        }

        @Override
        public void add(Rtnetlink links, Link link, IpPrefix wanted) {
            tolerating(Errno.EEXIST, () -> links.addAddress(link.index(), wanted));
        }
    }

    private record OfRoutes() implements Belongings<Via> {
        @Override
        public void remove(Rtnetlink links, Link link, Via old) {
            tolerating(Errno.ESRCH, () -> links.removeRoute(old.by(link.index())));
        }

        @Override
        public void add(Rtnetlink links, Link link, Via wanted) {
            tolerating(Errno.EEXIST, () -> links.addRoute(wanted.by(link.index())));
        }
    }

    private final class Replacement<T> implements Step {
        private final List<T> from;
        private final List<T> to;
        private final Belongings<T> of;

        Replacement(List<T> from, List<T> to, Belongings<T> of) {
            this.from = from;
            this.to = to;
            this.of = of;
        }

        @Override
        public void apply() {
            try {
                replace(from, to);
            } catch (SysException e) {
                Cleanup.attempt(this::undo);
                throw e;
            }
        }

        @Override
        public void undo() {
            replace(to, from);
        }

        /** With the first IPv4 address of a subnet the kernel takes away the others of it, so all are added again. */
        private void replace(List<T> old, List<T> wanted) {
            place.on((links, link) -> {
                old.stream().filter(each -> !wanted.contains(each)).forEach(each -> of.remove(links, link, each));
                wanted.forEach(each -> of.add(links, link, each));
            });
        }
    }

    private static void tolerating(int errno, Runnable request) {
        try {
            request.run();
        } catch (SysException e) {
            if (e.errno() != errno) {
                throw e;
            }
        }
    }
}
