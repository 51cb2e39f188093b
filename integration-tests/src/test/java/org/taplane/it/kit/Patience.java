package org.taplane.it.kit;

import java.time.Duration;

/**
 * How much longer than usual a test waits. Bounds are chosen for the machine that Taplane is developed on; an emulated
 * processor is many times slower, which the property {@code taplane.it.patience} makes up for.
 */
final class Patience {
    private static final int FACTOR = Integer.getInteger("taplane.it.patience", 1);

    private Patience() {}

    static Duration with(Duration bound) {
        return bound.multipliedBy(FACTOR);
    }
}
