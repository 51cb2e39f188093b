package org.taplane.daemon.handover;

import java.util.LinkedHashMap;
import java.util.Map;

/** The open descriptors that a process has to leave, by name. They stay open here. */
public final class Estate {
    private final Map<String, Integer> fds = new LinkedHashMap<>();

    /**
     * Adds descriptors that belong together, in their order.
     *
     * @param name ASCII without colon: the service manager's store has such names
     */
    public void add(String name, int[] together) {
        for (int i = 0; i < together.length; i++) {
            fds.put(Inheritance.name(name, i), together[i]);
        }
    }

    /** All of them. */
    public Map<String, Integer> fds() {
        return Map.copyOf(fds);
    }
}
