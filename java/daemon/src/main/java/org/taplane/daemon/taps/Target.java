package org.taplane.daemon.taps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taplane.dataplane.port.DropReason;

/**
 * What a capture looks at.
 *
 * @param ports by name; none of them and no bridge: all
 * @param bridge with all its ports
 * @param drops in place of what passes, what is dropped for one of these reasons
 */
public record Target(Set<String> ports, Optional<String> bridge, Optional<Set<DropReason>> drops) {
    public Target {
        ports = Set.copyOf(ports);
        drops = drops.map(Set::copyOf);
    }

    boolean covers(TappedPort port) {
        boolean all = ports.isEmpty() && bridge.isEmpty();
        return all
                || ports.contains(port.name())
                || bridge.filter(port.bridge()::equals).isPresent();
    }

    /** Names of the target that none of these ports has, and its bridge if none of them is a port of that. */
    List<String> missing(List<TappedPort> found) {
        List<String> missing = new ArrayList<>();
        ports.stream()
                .filter(name -> found.stream().noneMatch(port -> port.name().equals(name)))
                .sorted()
                .forEach(name -> missing.add("port \"" + name + "\""));
        bridge.filter(name -> found.stream().noneMatch(port -> port.bridge().equals(name)))
                .ifPresent(name -> missing.add("bridge \"" + name + "\" with ports"));
        return missing;
    }
}
