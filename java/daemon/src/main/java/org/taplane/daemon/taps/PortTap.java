package org.taplane.daemon.taps;

import java.util.Optional;
import java.util.Set;
import org.taplane.dataplane.capture.Tap;
import org.taplane.dataplane.port.DropReason;

/**
 * What one capture has put on one port.
 *
 * @param drops in place of what passes, what is dropped for one of these reasons
 */
record PortTap(Capture owner, Tap tap, Optional<Set<DropReason>> drops) {
    PortTap {
        drops = drops.map(Set::copyOf);
    }

    /** Whether it sees what passes the port. */
    boolean seesTraffic() {
        return drops.isEmpty();
    }
}
