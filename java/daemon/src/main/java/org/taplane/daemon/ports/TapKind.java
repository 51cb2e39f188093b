package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.control.config.TapConfig;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapSpec;

/** TAP devices: made by the daemon, and its own wherever somebody moves them to. */
final class TapKind implements DeviceKind<TapDevice> {
    /** Somebody may rename the device between two looks at it. */
    private static final int LOOKS = 5;

    private final int shards;
    private final DeviceContext context;
    private final String port;
    private TapSpec spec;

    /** As long as the daemon runs the device has one address: other stations know it by that. */
    private OptionalLong mac;

    TapKind(TapConfig config, int shards, DeviceContext context) {
        this.shards = shards;
        this.context = context;
        this.port = config.name();
        mac = config.mac();
        spec = spec(config);
    }

    /** The next device is made so. */
    void reconfigure(TapConfig config) {
        mac = config.mac().isPresent() ? config.mac() : mac;
        spec = spec(config);
    }

    private TapSpec spec(TapConfig config) {
        return new TapSpec(
                        config.deviceName(),
                        Namespaces.of(config.netns()),
                        shards,
                        context.steering(),
                        OptionalInt.of(config.mtu()),
                        config.mac(),
                        DeviceChange.prefixes(config))
                .withRoutes(DeviceChange.ways(config));
    }

    @Override
    public Netns netns() {
        return spec.netns();
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public TapDevice open() {
        TapDevice device = TapDevice.create(spec.withMac(mac));
        mac = OptionalLong.of(device.mac());
        return device;
    }

    @Override
    public TapDevice adopt(List<Fd> fds) {
        TapDevice device = TapDevice.adopt(spec, fds);
        mac = OptionalLong.of(device.mac());
        return device;
    }

    @Override
    public String port() {
        return port;
    }

    @Override
    public boolean exists(TapDevice device) {
        try {
            return !device.currentName().isEmpty();
        } catch (SysException e) {
            return false;
        }
    }

    @Override
    public int index(TapDevice device, Netns.Opened netns, LinkTracker links) {
        for (int look = 0; look < LOOKS; look++) {
            String name = device.currentName();
            Optional<Link> link = links.find(netns, name);
            if (link.isPresent() && device.currentName().equals(name)) {
                return link.get().index();
            }
        }
        throw SysException.because("the device of " + spec.name() + " is not to be found", "RTM_GETLINK", Errno.ENODEV);
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
