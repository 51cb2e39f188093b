package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Accounts;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.tap.GuestTap;
import org.taplane.io.tap.GuestTapSpec;

/** TAP devices whose queues guests open: made by the daemon, or found as it would make them. */
final class GuestTapKind implements JoinedKind<GuestTap> {
    private final GuestTapConfig config;
    private final Netns netns;
    private final int shards;

    GuestTapKind(GuestTapConfig config, int shards) {
        this.config = config;
        this.netns = Namespaces.of(config.netns());
        this.shards = shards;
    }

    @Override
    public Netns netns() {
        return netns;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public GuestTap open() {
        return GuestTap.open(spec());
    }

    /** Users and groups are looked up each time: they may be made later than the daemon starts. */
    private GuestTapSpec spec() {
        return new GuestTapSpec(
                config.name(),
                netns,
                shards,
                config.mtu(),
                Accounts.user(config.access().owner()),
                Accounts.group(config.access().group()),
                config.access().multiQueue(),
                config.persist());
    }

    @Override
    public GuestTap adopt(List<Fd> fds) {
        return GuestTap.adopt(spec(), fds);
    }

    @Override
    public String port() {
        return config.name();
    }

    @Override
    public Optional<LinkState> state(GuestTap device) {
        try (Netns.Opened opened = device.netns();
                Rtnetlink links = Rtnetlink.open(opened)) {
            return links.link(name()).map(LinkState::of);
        }
    }

    @Override
    public boolean exists(GuestTap device) {
        return device.exists();
    }

    @Override
    public int index(GuestTap device, Netns.Opened opened, LinkTracker links) {
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
}
