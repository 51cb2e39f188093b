package org.taplane.io.netlink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The links of one namespace that were reported, and those of a listing that is under way. */
final class KnownLinks {
    private final Map<Integer, String> known = new HashMap<>();
    private final Set<Integer> listed = new HashSet<>();

    LinkEvent note(int type, Link link) {
        if (type == Nl.RTM_DELLINK) {
            known.remove(link.index());
            return new LinkEvent.Removed(link.index(), link.name());
        }
        known.put(link.index(), link.name());
        listed.add(link.index());
        return new LinkEvent.Changed(link);
    }

    void beginListing() {
        listed.clear();
    }

    /** What has gone unnoticed, by a listing that is complete. */
    List<LinkEvent> removeUnlisted() {
        List<LinkEvent> gone = known.entrySet().stream()
                .filter(link -> !listed.contains(link.getKey()))
                .map(KnownLinks::removed)
                .toList();
        known.keySet().retainAll(listed);
        return gone;
    }

    private static LinkEvent removed(Map.Entry<Integer, String> link) {
        return new LinkEvent.Removed(link.getKey(), link.getValue());
    }
}
