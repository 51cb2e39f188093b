package org.taplane.control.config.load;

import java.util.HashMap;
import java.util.Map;
import org.taplane.control.config.yaml.Position;

/** Things that may come up once only. */
final class Unique<K> {
    private final String expected;
    private final Map<K, Position> taken = new HashMap<>();

    Unique(String expected) {
        this.expected = expected;
    }

    /** Where each thing was first claimed. */
    Map<K, Position> places() {
        return taken;
    }

    /**
     * Reports when the thing was claimed before.
     *
     * @param shown what the user calls it
     */
    void claim(K thing, String shown, Position at, Problems problems) {
        Position first = taken.putIfAbsent(thing, at);
        if (first != null) {
            problems.report(at, shown + " is already used at " + first.line() + ":" + first.column(), expected);
        }
    }
}
