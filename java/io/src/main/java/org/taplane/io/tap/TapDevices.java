package org.taplane.io.tap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * Removes many devices for the price of one. After each request to remove devices the kernel waits until no processor can
 * be using them any more, about 17 ms: closing descriptors is a request for each device, a link group is one for all.
 */
public final class TapDevices {
    private static final Logger LOG = LoggerFactory.getLogger(TapDevices.class);

    private TapDevices() {}

    /** Removes the devices. The descriptors must have left every event loop before. */
    public static void close(Collection<TapDevice> devices) {
        Map<Long, List<TapDevice>> namespaces = new HashMap<>();
        for (TapDevice device : devices) {
            device.netnsInode()
                    .ifPresent(inode -> namespaces
                            .computeIfAbsent(inode, first -> new ArrayList<>())
                            .add(device));
        }
        namespaces.values().stream().filter(some -> some.size() > 1).forEach(TapDevices::delete);
        devices.forEach(TapDevice::close);
    }

    /** What cannot go together goes one by one when the descriptors are closed. */
    private static void delete(List<TapDevice> devices) {
        try (Netns.Opened netns = devices.getFirst().netns();
                Rtnetlink links = Rtnetlink.open(netns)) {
            links.deleteTogether(devices.stream()
                    .flatMap(device -> links.link(device.currentName()).stream())
                    .map(Link::index)
                    .toList());
        } catch (SysException e) {
            LOG.warn("{} TAP devices are removed one by one: {}", devices.size(), e.getMessage());
        }
    }
}
