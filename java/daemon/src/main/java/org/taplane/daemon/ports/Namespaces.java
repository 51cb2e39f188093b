package org.taplane.daemon.ports;

import java.util.Optional;
import org.taplane.io.sys.Netns;

/** The namespace that a configuration names. */
final class Namespaces {
    private Namespaces() {}

    static Netns of(Optional<String> name) {
        return name.map(Netns::named).orElseGet(Netns::own);
    }
}
