package org.taplane.dataplane.tunnel;

/**
 * The UDP source ports that a tunnel's flows are spread over (RFC 7348 section 5).
 *
 * @param first lowest port that may be used
 * @param last highest one
 * @param flows how many of them are used, at most
 */
public record SourcePorts(int first, int last, int flows) {
    /** How many there are. */
    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
