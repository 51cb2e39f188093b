package org.taplane.daemon.bridges;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.StormLimits;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.feature.isolation.Isolation;
import org.taplane.dataplane.feature.storm.FloodKind;
import org.taplane.dataplane.feature.storm.StormControl;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.host.Punts;
import org.taplane.dataplane.port.PortSet;
import org.taplane.dataplane.rate.TokenBucket;

/** The features that a port's configuration asks for. What they keep, they keep for as long as the port is there. */
final class PortFeatureSet {
    private final boolean isolated;
    private final Optional<StormControl> stormControl;
    private final Punts punts;

    PortFeatureSet(PortFeatures config) {
        isolated = config.isolated();
        stormControl = stormControl(config.stormControl());
        punts = config.lldp().receive() ? Punts.of(EnumSet.of(PuntReason.LLDP), Tick.now()) : Punts.NONE;
    }

    boolean isIsolated() {
        return isolated;
    }

    /** Which frames the switch takes for itself. */
    Punts punts() {
        return punts;
    }

    /**
     * A line for each feature.
     *
     * @param isolatedPorts of the bridge
     */
    List<Feature> features(PortSet isolatedPorts) {
        List<Feature> features = new ArrayList<>();
        if (isolated) {
            features.add(new Isolation(isolatedPorts));
        }
        stormControl.ifPresent(features::add);
        return features;
    }

    private static Optional<StormControl> stormControl(StormLimits config) {
        List<StormControl.Limit> limits = new ArrayList<>();
        limit(limits, FloodKind.BROADCAST, config.broadcast());
        limit(limits, FloodKind.MULTICAST, config.multicast());
        limit(limits, FloodKind.UNKNOWN_UNICAST, config.unknownUnicast());
        return limits.isEmpty() ? Optional.empty() : Optional.of(new StormControl(limits));
    }

    private static void limit(List<StormControl.Limit> limits, FloodKind kind, OptionalInt rate) {
        rate.ifPresent(frames -> limits.add(new StormControl.Limit(kind, new TokenBucket(frames, Tick.now()))));
    }
}
