package org.taplane.dataplane.bridge;

/** What {@link Fdb#forEach} calls for each entry. */
@FunctionalInterface
public interface FdbVisitor {
    /**
     * Looks at one entry.
     *
     * @param mac the station's address in the low 48 bits
     * @param location see {@link Location}
     * @param tick when a dynamic entry was last seen: {@code now} modulo 2<sup>31</sup>
     */
    void visit(int vid, long mac, int location, boolean isStatic, int tick);
}
