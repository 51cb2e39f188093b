package org.taplane.control.reconcile;

import java.util.List;

/** Who is told what becomes of proposals; on the thread that makes them, and quickly. */
public interface Witness {
    Witness NOBODY = new Witness() {
        @Override
        public void applied(long revision, String who, Plan plan) {}

        @Override
        public void refused(String who, List<String> errors) {}
    };

    /** The plan, which changes something, has been carried out. */
    void applied(long revision, String who, Plan plan);

    /** Nothing has changed. */
    void refused(String who, List<String> errors);
}
