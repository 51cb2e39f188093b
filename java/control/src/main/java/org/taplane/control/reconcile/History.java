package org.taplane.control.reconcile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the last revisions changed, so that who is late can be told. Bounded. */
final class History {
    private static final int MOST_REVISIONS = 64;
    private static final int MOST_LINES = 100;

    private final Deque<Revision> revisions = new ArrayDeque<>();

    private record Revision(long number, String who, List<String> lines) {}

    void add(long number, String who, Plan plan) {
        revisions.addLast(new Revision(
                number, who, PlanText.lines(plan).stream().limit(MOST_LINES).toList()));
        if (revisions.size() > MOST_REVISIONS) {
            revisions.removeFirst();
        }
    }

    /** Each change after that revision: {@code revision 7 (uid 0): + port br0/web: …}. */
    List<String> since(long number) {
        List<String> lines = new ArrayList<>();
        for (Revision revision : revisions) {
            if (revision.number() > number) {
                String prefix = "revision " + revision.number() + " (" + revision.who() + "): ";
                revision.lines().forEach(line -> lines.add(prefix + line));
            }
        }
        return lines;
    }
}
