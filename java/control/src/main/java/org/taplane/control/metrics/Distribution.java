package org.taplane.control.metrics;

import java.util.List;

/**
 * How often something had which size.
 *
 * @param bounds the greatest value of each class but the last, which has none; rising
 * @param counts how many values are in each class: one more than there are bounds
 * @param sum of all values
 */
public record Distribution(List<Double> bounds, List<Long> counts, double sum) {
    public Distribution {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(counts.size() + " counts for " + bounds.size() + " bounds");
        }
    }
}
