package org.taplane.control.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;

/** Shorter ways to the classes of Prometheus. The unit is part of a metric's name: its end, before {@code _total}. */
final class Snapshots {
    static final Unit FRAMES = new Unit("frames");

    private Snapshots() {}

    /** @param name without {@code _total}, which the formats add */
    static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    /** Exact up to 2^53: the formats have doubles. */
    static CounterDataPointSnapshot count(Labels labels, long value) {
        return count(labels, (double) value);
    }

    static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    /** Exact up to 2^53: the formats have doubles. */
    static GaugeDataPointSnapshot level(Labels labels, long value) {
        return level(labels, (double) value);
    }

    static GaugeDataPointSnapshot level(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
