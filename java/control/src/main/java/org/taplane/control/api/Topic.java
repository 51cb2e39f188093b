package org.taplane.control.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be asked for. */
public enum Topic {
    PORTS,
    FDB,
    BRIDGES,
    VXLAN,
    LLDP;

    /** The name on the command line and in requests: {@code ports}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The topic of that name. */
    public static Optional<Topic> labelled(String label) {
        return Arrays.stream(values())
                .filter(topic -> topic.label().equals(label))
                .findFirst();
    }
}
