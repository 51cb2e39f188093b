package org.taplane.io.veth;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.SysException;

/** Removes many pairs for the price of one, as {@link org.taplane.io.tap.TapDevices} does. */
public final class VethDevices {
    private static final Logger LOG = LoggerFactory.getLogger(VethDevices.class);

    private VethDevices() {}

    /** Removes the pairs, whose daemon's ends are all in one namespace. The descriptors must have left every event loop before. */
    public static void close(Collection<VethDevice> devices) {
        List<VethDevice> removed =
                devices.stream().filter(VethDevice::isToRemove).toList();
        if (removed.size() > 1) {
            delete(removed);
        }
        devices.forEach(VethDevice::close);
    }

    /** What cannot go together goes one by one when it is closed. */
    private static void delete(List<VethDevice> devices) {
        try (Rtnetlink links = Rtnetlink.open(devices.getFirst().backstage())) {
            links.deleteTogether(devices.stream()
                    .flatMapToInt(device -> IntStream.concat(IntStream.of(device.ifindex()), device.twin().stream()))
                    .boxed()
                    .toList());
        } catch (SysException e) {
            LOG.warn("{} veth pairs are removed one by one: {}", devices.size(), e.getMessage());
        }
    }
}
