package org.taplane.control.config;

import java.util.OptionalInt;

/**
 * The UDP source ports of a tunnel's outer packets, {@code first} to {@code last}, 1 to 65535.
 *
 * @param flows how many of them are used, 1 to 256 and not more than there are; empty: as many as suit the underlay
 */
public record SourcePorts(int first, int last, OptionalInt flows) {
    /** The dynamic ports (RFC 6335 section 6), which RFC 7348 section 5 recommends. */
    public static final SourcePorts DYNAMIC = new SourcePorts(49_152, 65_535, OptionalInt.empty());

    /** How many ports there are. */
    public int size() {
        return last - first + 1;
    }
}
