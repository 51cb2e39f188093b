package org.taplane.daemon.bridges;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.ports.PortDriver;

/** Tells the operator which ports can send frames that a tunnel of their bridge has no room for. */
final class MtuAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(MtuAdvice.class);

    private MtuAdvice() {}

    static void give(RunningBridge bridge) {
        List<PortDriver> drivers =
                bridge.ports().stream().map(RunningPort::driver).toList();
        for (PortDriver tunnel : drivers) {
            if (tunnel.config() instanceof VxlanConfig) {
                drivers.stream()
                        .filter(port -> exceeds(port, tunnel))
                        .forEach(port -> warn(bridge.config(), port, tunnel));
            }
        }
    }

    private static boolean exceeds(PortDriver port, PortDriver tunnel) {
        return port.link().mtu() > tunnel.link().mtu()
                && port.config().vlan().members().stream()
                        .anyMatch(tunnel.config().vlan()::carries);
    }

    private static void warn(BridgeConfig bridge, PortDriver port, PortDriver tunnel) {
        LOG.warn(
                "bridge {}: port {} has MTU {}, but tunnel {} carries at most {}{}: longer frames will be dropped",
                bridge.name(),
                port.config().name(),
                port.link().mtu(),
                tunnel.config().name(),
                tunnel.link().mtu(),
                tunnel.narrowest().map(remote -> " (to " + remote + ")").orElse(""));
    }
}
