package org.taplane.dataplane.feature;

import java.util.function.Consumer;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.port.PortSet;

/** A feature that is seen when it lets a frame go no further. */
record WatchedFeature(Feature feature, Consumer<Feature> objector) implements Feature {
    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public Stage stage() {
        return feature.stage();
    }

    @Override
    public long pass(Burst burst, long frames, PortCounters counters) {
        long left = feature.pass(burst, frames, counters);
        if (left != frames) {
            objector.accept(feature);
        }
        return left;
    }

    @Override
    public Feature rehearsal() {
        return new WatchedFeature(feature.rehearsal(), objector);
    }

    @Override
    public PortSet barred() {
        return feature.barred();
    }
}
