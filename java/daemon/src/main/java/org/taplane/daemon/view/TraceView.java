package org.taplane.daemon.view;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.taplane.control.api.TraceException;
import org.taplane.control.api.TraceRequest;
import org.taplane.control.api.TraceResult;
import org.taplane.control.api.UnknownNameException;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VniConfig.Mapping;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;

/** Finds the port by which a frame would come in, and has it traced. */
final class TraceView {
    private final Switch running;

    TraceView(Switch running) {
        this.running = running;
    }

    /** What would become of a frame. */
    TraceResult of(TraceRequest request) throws UnknownNameException, TraceException {
        RunningBridge bridge = bridge(request);
        RunningPort port = bridge.port(request.port()).orElseThrow(() -> unknown(request));
        int vid = vid(port.config(), request.vni());
        return bridge.trace(port, vid, request.frame())
                .map(trace -> new TraceStory(bridge, port, trace, request.frame()).result())
                .orElseThrow(() -> unknown(request));
    }

    private RunningBridge bridge(TraceRequest request) throws UnknownNameException {
        return running.bridges().stream()
                .filter(bridge -> request.bridge().orElse(bridge.name()).equals(bridge.name()))
                .filter(bridge -> bridge.port(request.port()).isPresent())
                .findFirst()
                .orElseThrow(() -> unknown(request));
    }

    private static UnknownNameException unknown(TraceRequest request) {
        String where = request.bridge()
                .map(bridge -> " of a bridge \"" + bridge + "\"")
                .orElse("");
        return new UnknownNameException("there is no port \"" + request.port() + "\"" + where
                + "; expected one that 'taplane show ports' lists");
    }

    /** The VLAN that a tunnel gives a frame; 0 if the frame's own tag, or the port, decides. */
    private static int vid(PortConfig port, OptionalInt vni) throws TraceException {
        if (port instanceof VxlanConfig tunnel && tunnel.vnis() instanceof VniConfig.PerVlan perVlan) {
            Optional<Mapping> mapping = perVlan.mappings().stream()
                    .filter(known -> vni.isPresent() && known.vni() == vni.getAsInt())
                    .findFirst();
            return mapping.orElseThrow(() -> new TraceException("a frame comes in by " + port.name()
                            + " in a VNI of the tunnel; expected "
                            + perVlan.all().mapToObj(String::valueOf).collect(Collectors.joining(", "))))
                    .vlan();
        }
        if (vni.isPresent()) {
            throw new TraceException(
                    port.name() + " is no tunnel with a VNI for each VLAN; expected a frame without a VNI");
        }
        return 0;
    }
}
