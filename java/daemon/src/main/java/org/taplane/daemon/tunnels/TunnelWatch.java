package org.taplane.daemon.tunnels;

import java.time.Duration;
import java.util.List;
import org.taplane.io.netlink.AddressMonitor;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Watch;
import org.taplane.io.sys.Netns;

/**
 * Follows what tunnels depend on beside their devices, on the control thread: addresses, of which the kernel tells, and paths,
 * at which it has to be asked.
 */
final class TunnelWatch implements AutoCloseable {
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

    private final Loop control;
    private final AddressMonitor addresses;
    private final Watch watch;
    private volatile List<VxlanDriver> tunnels = List.of();

    TunnelWatch(Loop control) {
        this.control = control;
        addresses = AddressMonitor.open(Netns.own());
        watch = control.watch(addresses.fd(), this::addressesChanged);
        control.every(LOOK_PERIOD, () -> tunnels.forEach(VxlanDriver::tick));
    }

    /** On return no other tunnels are looked after than these. */
    void lookAfter(List<VxlanDriver> those) {
        control.run(() -> tunnels = List.copyOf(those));
    }

    private Reading addressesChanged() {
        addresses.drain();
        tunnels.forEach(VxlanDriver::check);
        return Reading.PROGRESS;
    }

    @Override
    public void close() {
        lookAfter(List.of());
        watch.close();
        addresses.close();
    }
}
