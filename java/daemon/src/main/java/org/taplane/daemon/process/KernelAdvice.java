package org.taplane.daemon.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.taplane.control.config.Config;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.Underlay;
import org.taplane.control.config.VxlanConfig;

/**
 * What the running kernel is too old for and costs speed only, a line each. What is asked for by name, such as
 * {@code underlay: tap}, is refused where it is needed.
 */
final class KernelAdvice {
    private KernelAdvice() {}

    /** @param recent whether the kernel is Linux 6.2 or later */
    static List<String> lines(Config config, boolean recent) {
        List<String> lines = new ArrayList<>();
        if (!recent && any(config, TapConfig.class::isInstance)) {
            lines.add(
                    "TAP ports get no UDP segments of 64 KB (USO), which need Linux 6.2: each datagram crosses by itself");
        }
        if (!recent && any(config, KernelAdvice::isTunnelBySocket)) {
            lines.add(
                    "tunnels get no bundles of datagrams (UDP_GRO), which need Linux 6.2: each is received by itself");
        }
        return lines;
    }

    private static boolean any(Config config, Predicate<PortConfig> kind) {
        return config.bridges().stream()
                .anyMatch(bridge -> bridge.ports().stream().anyMatch(kind));
    }

    private static boolean isTunnelBySocket(PortConfig port) {
        return port instanceof VxlanConfig tunnel && tunnel.underlay() == Underlay.SOCKET;
    }
}
