package org.taplane.dataplane.feature;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.PortCounters;

/** The features of one port at one stage, in order. */
public final class Chain {
    public static final Chain EMPTY = new Chain(new Feature[0]);

    private final Feature[] features;

    private Chain(Feature[] features) {
        this.features = features;
    }

    /** Those of the features that stand at {@code stage}. */
    public static Chain of(Collection<Feature> features, Stage stage) {
        List<Feature> chosen = new ArrayList<>();
        for (Feature feature : features) {
            if (feature.stage() == stage) {
                chosen.add(feature);
            }
        }
        return new Chain(chosen.toArray(Feature[]::new));
    }

    /**
     * What these features would say now, see {@link Feature#rehearsal}.
     *
     * @param objector told of the feature that lets a frame go no further
     */
    public Chain rehearsal(Consumer<Feature> objector) {
        Feature[] rehearsing = features.clone();
        for (int i = 0; i < rehearsing.length; i++) {
            rehearsing[i] = new WatchedFeature(features[i].rehearsal(), objector);
        }
        return new Chain(rehearsing);
    }

    /** The frames that every feature lets go on. */
    public long pass(Burst burst, long frames, PortCounters counters) {
        long left = frames;
        for (Feature feature : features) {
            left = feature.pass(burst, left, counters);
        }
        return left;
    }
}
