package org.taplane.daemon.ports;

import java.util.List;
import java.util.Optional;
import org.taplane.control.config.PortConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.daemon.handover.Estate;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.fastpath.FastCounters;

/** Devices that are joined by packet sockets. */
interface JoinedKind<D extends QueuedDevice> extends DeviceKind<D> {
    /** The state of the interface, if it still has the name by which it was joined. */
    Optional<LinkState> state(D device);

    /** See {@link PortDriver#changes}. */
    default List<Step> changes(PortConfig before, PortConfig after, D device) {
        return List.of();
    }

    /**
     * See {@link PortDriver#reconfigure}.
     *
     * @return whether the link of a device that is there may look otherwise now
     */
    default boolean reconfigure(PortConfig next) {
        return false;
    }

    /** See {@link PortDriver#bequeath}. */
    default void bequeath(D device, Estate estate) {
        estate.add(port(), device.fds());
    }

    /** See {@link PortDriver#kernelPort}. */
    default Optional<KernelPort> kernelPort(D device) {
        return Optional.empty();
    }

    /** See {@link PortDriver#kernelCounters}. */
    default FastCounters kernelCounters() {
        return FastCounters.NONE;
    }

    /** The port is gone, and with it the device. */
    default void end() {}

    /** See {@link PortDriver#reclaim}. */
    default void reclaim(D device) {}

    /** See {@link PortDriver#letGo}. */
    default void keep(D device) {}
}
