package org.taplane.dataplane.bridge;

/** Chooses entries of the {@link Fdb}. */
@FunctionalInterface
public interface FdbFilter {
    /** Whether the entry is meant; {@code location} as {@link Location} draws it. */
    boolean matches(int vid, int location);
}
