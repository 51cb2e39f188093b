package org.taplane.daemon.ports;

import java.util.Optional;
import org.taplane.io.device.QueuedDevice;

/** Devices that are joined by packet sockets. */
interface JoinedKind<D extends QueuedDevice> extends DeviceKind<D> {
    /** The state of the interface, if it still has the name by which it was joined. */
    Optional<LinkState> state(D device);
}
