package org.taplane.control.reconcile;

import java.util.List;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StaticEntry;

/** One difference between the configuration that runs and the one that is wanted. */
public sealed interface Change {
    /** A new bridge; its ports and static entries are changes of their own. */
    record AddBridge(BridgeConfig bridge) implements Change {}

    /** A bridge that goes; its ports and static entries went before. */
    record RemoveBridge(BridgeConfig bridge) implements Change {}

    /** Settings of the bridge itself. */
    record SetBridge(BridgeConfig before, BridgeConfig after, List<String> details) implements Change {
        public SetBridge {
            details = List.copyOf(details);
        }
    }

    record AddPort(String bridge, PortConfig port) implements Change {}

    record RemovePort(String bridge, PortConfig port) implements Change {}

    /** A port whose settings change; whether its device can stay is for {@link Remaking} to say. */
    record SetPort(String bridge, PortConfig before, PortConfig after, List<String> details) implements Change {
        public SetPort {
            details = List.copyOf(details);
        }

        /** Whether the device is made anew, and with it the port's counters and learned stations. */
        public boolean remakes() {
            return Remaking.isNeeded(before, after);
        }
    }

    record AddStation(String bridge, StaticEntry entry) implements Change {}

    record RemoveStation(String bridge, StaticEntry entry) implements Change {}
}
