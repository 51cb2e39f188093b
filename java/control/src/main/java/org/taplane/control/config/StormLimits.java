package org.taplane.control.config;

import java.util.OptionalInt;

/** How many frames a second of each kind a port may have flooded; empty: as many as come. */
public record StormLimits(OptionalInt broadcast, OptionalInt multicast, OptionalInt unknownUnicast) {
    public static final StormLimits NONE =
            new StormLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
